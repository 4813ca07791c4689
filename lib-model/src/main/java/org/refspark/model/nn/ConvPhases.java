package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Shapes;

/**
 * A convolution's input laid out so that what one tap reads, for all cells of the output, are
 * consecutive rows. The input with its border of zeros is dealt into S·S phases (S the stride):
 * phase (p, q) holds the cells whose row is p and column q modulo S. All phases, and the output's
 * gradient with zeros around it, have {@code height × width} cells of each sample, so that a tap is
 * a phase and a shift.
 *
 * @param conv the convolution
 * @param samples N
 * @param inHeight H of the input
 * @param inWidth W of the input
 * @param height of a phase: the output's and what the taps add
 * @param width of a phase
 */
record ConvPhases(Conv2d conv, int samples, int inHeight, int inWidth, int height, int width) {
  static ConvPhases of(Conv2d conv, long[] in, long[] out) {
    int more = (conv.kernel() - 1) / conv.stride();
    return new ConvPhases(
        conv, (int) in[0], (int) in[1], (int) in[2], (int) out[1] + more, (int) out[2] + more);
  }

  /** Cells of a phase, and rows of a tap. */
  long cells() {
    return (long) samples * height * width;
  }

  /** Rows of a phase in memory: the last tap reads beyond the cells. */
  private long phaseRows() {
    int more = (conv.kernel() - 1) / conv.stride();
    return cells() + (long) more * (width + 1);
  }

  /** Shape of all phases of maps of C channels. */
  long[] shape(long channels) {
    return new long[] {(long) conv.stride() * conv.stride() * phaseRows(), channels};
  }

  /** What a tap reads, {@code [cells, C]}. */
  INDArray tap(INDArray phases, int tap) {
    int down = tap / conv.kernel();
    int right = tap % conv.kernel();
    int stride = conv.stride();
    long phase = (long) (down % stride) * stride + right % stride;
    long shift = (long) (down / stride) * width + right / stride;
    long channels = phases.size(1);
    return Shapes.view(phases, (phase * phaseRows() + shift) * channels, cells(), channels);
  }

  /** A program that deals a map {@code [N, H, W, C]} into phases. */
  Runnable deal(INDArray map, INDArray phases) {
    int channels = (int) map.size(3);
    var source = HostArray.buffer(map);
    var target = HostArray.buffer(phases);
    return lines(
        map,
        phases,
        line -> {
          var values = HostScratch.floats(0, width * channels);
          Arrays.fill(values, 0, width * channels, 0);
          if (line.inside()) {
            copyIn(source, line, channels, values);
          }
          target.put(line.at() * channels, values, 0, width * channels);
          if (line.last()) {
            target.put(
                (line.at() + width) * channels,
                new float[(int) (phaseRows() - cells()) * channels]);
          }
        });
  }

  private void copyIn(FloatBuffer source, Line line, int channels, float[] values) {
    int stride = conv.stride();
    var row = HostScratch.floats(1, inWidth * channels);
    source.get(line.inputRow() * inWidth * channels, row, 0, inWidth * channels);
    for (int x = 0; x < width; x++) {
      int from = x * stride + line.right() - conv.padding();
      if (from >= 0 && from < inWidth) {
        System.arraycopy(row, from * channels, values, x * channels, channels);
      }
    }
  }

  /** A program that gathers phases into a map again; what no tap reads becomes 0. */
  Runnable gather(INDArray phases, INDArray map) {
    int channels = (int) map.size(3);
    int stride = conv.stride();
    var source = HostArray.buffer(phases);
    var target = HostArray.buffer(map);
    return HostArray.program(
        new INDArray[] {phases},
        new INDArray[] {map},
        () ->
            HostLoop.over(
                samples * inHeight,
                row -> {
                  int down = row % inHeight + conv.padding();
                  var values = HostScratch.floats(0, inWidth * channels);
                  Arrays.fill(values, 0, inWidth * channels, 0);
                  for (int right = 0; right < stride && down / stride < height; right++) {
                    int phase = down % stride * stride + right;
                    long at = phase * phaseRows();
                    at += ((long) row / inHeight * height + down / stride) * width;
                    var cells = HostScratch.floats(1, width * channels);
                    source.get((int) at * channels, cells, 0, width * channels);
                    copyOut(cells, right, channels, values);
                  }
                  target.put(row * inWidth * channels, values, 0, inWidth * channels);
                }));
  }

  private void copyOut(float[] cells, int right, int channels, float[] values) {
    for (int x = 0; x < width; x++) {
      int to = x * conv.stride() + right - conv.padding();
      if (to >= 0 && to < inWidth) {
        System.arraycopy(cells, x * channels, values, to * channels, channels);
      }
    }
  }

  /**
   * One row of cells of a phase.
   *
   * @param inputRow the row of the input that it holds, counted over all samples
   * @param inside whether there is such a row
   * @param right column of the phase
   * @param at its first cell, counted over all phases
   * @param last whether it is the phase's last
   */
  private record Line(int inputRow, boolean inside, int right, int at, boolean last) {}

  private interface Body {
    void run(Line line);
  }

  private Runnable lines(INDArray read, INDArray written, Body body) {
    int stride = conv.stride();
    int perPhase = samples * height;
    return HostArray.program(
        new INDArray[] {read},
        new INDArray[] {written},
        () ->
            HostLoop.over(
                stride * stride * perPhase,
                index -> {
                  int phase = index / perPhase;
                  int line = index % perPhase;
                  int y = line % height * stride + phase / stride - conv.padding();
                  int at = (int) (phase * phaseRows()) + line * width;
                  int inputRow = line / height * inHeight + y;
                  boolean inside = y >= 0 && y < inHeight;
                  body.run(new Line(inputRow, inside, phase % stride, at, line == perPhase - 1));
                }));
  }
}
