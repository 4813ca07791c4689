package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/**
 * A convolution's weight {@code [K, K, I, O]} as {@code [K, K, O, I]}, its taps in reverse: with it
 * the input's gradient of a convolution of stride 1 is a convolution of the output's gradient. It
 * is written by rows or by {@link DilatedRows#panels panels}.
 */
final class ReversedTaps {
  /** Sides of a tile of a matrix that is transposed: two of them lie in the nearest cache. */
  private static final int TILE = DilatedRows.COLUMNS;

  private final int inputs;
  private final int outputs;
  private final int taps;
  private final boolean panels;
  private final FloatBuffer source;
  private final FloatBuffer target;

  private ReversedTaps(INDArray weight, INDArray to, boolean panels) {
    this.taps = (int) (weight.size(0) * weight.size(1));
    this.inputs = (int) weight.size(2);
    this.outputs = (int) weight.size(3);
    this.panels = panels;
    this.source = HostArray.buffer(weight);
    this.target = HostArray.buffer(to);
  }

  /** A program that writes {@code to}. */
  static Runnable program(INDArray weight, INDArray to) {
    return program(weight, to, false);
  }

  /** The same by panels. */
  static Runnable byPanels(INDArray weight, INDArray to) {
    return program(weight, to, true);
  }

  private static Runnable program(INDArray weight, INDArray to, boolean panels) {
    var reversed = new ReversedTaps(weight, to, panels);
    int blocks = (reversed.outputs + TILE - 1) / TILE;
    return HostArray.program(
        new INDArray[] {weight},
        new INDArray[] {to},
        () ->
            HostLoop.over(
                reversed.taps * blocks,
                index -> reversed.turn(index / blocks, index % blocks * TILE)));
  }

  /** Transposes what a tap has for some outputs, tile by tile. */
  private void turn(int tap, int first) {
    int count = Math.min(TILE, outputs - first);
    int turned = taps - 1 - tap;
    int blocks = (inputs + TILE - 1) / TILE;
    for (int i = 0; i < inputs; i += TILE) {
      int some = Math.min(TILE, inputs - i);
      var tile = HostScratch.floats(0, some * count);
      for (int k = 0; k < some; k++) {
        source.get((tap * inputs + i + k) * outputs + first, tile, k * count, count);
      }
      var columns = transposed(tile, some, count);
      int at =
          panels
              ? ((turned * blocks + i / TILE) * outputs + first) * TILE
              : (turned * outputs + first) * inputs + i;
      for (int o = 0; o < count; o++) {
        target.put(at + o * (panels ? TILE : inputs), columns, o * some, some);
      }
    }
  }

  private static float[] transposed(float[] tile, int rows, int columns) {
    var turned = HostScratch.floats(1, rows * columns);
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        turned[column * rows + row] = tile[row * columns + column];
      }
    }
    return turned;
  }
}
