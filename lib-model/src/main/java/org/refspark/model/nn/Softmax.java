package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.Shapes;

/**
 * e^x / Σ e^x over the last dimension. Inputs: x {@code [N, ..., L]}; optionally a mask {@code [M,
 * L]}, where M divides the number of rows R of x and row r is seen through mask row ⌊r·M/R⌋: places
 * whose mask is 0 get exactly 0 and no gradient. A row without any place is all 0.
 */
public record Softmax() implements Kernel {
  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public long[][] shapes(long[][] in) {
    boolean fits =
        in.length == 1
            || (in[1].length == 2
                && in[1][1] == in[0][in[0].length - 1]
                && Shapes.rows(in[0]) % in[1][0] == 0);
    if (!fits) {
      throw new IllegalArgumentException(
          "a softmax's mask is [M, L] with the L places of a row and M a divisor of the rows, not "
              + Arrays.deepToString(in));
    }
    return new long[][] {in[0].clone()};
  }

  @Override
  public boolean differentiable(int input) {
    return input == 0;
  }

  @Override
  public Reads reads() {
    return Reads.OUTPUTS;
  }

  private static RowBlocks blocks(INDArray x) {
    return new RowBlocks(1, (int) Shapes.rows(x.shape()), (int) x.size(x.rank() - 1));
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    int places = blocks.channels();
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    var mask = in.length == 1 ? null : HostArray.buffer(in[1]);
    int rowsPerMask = in.length == 1 ? 1 : (int) (blocks.rows() / in[1].size(0));
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                blocks.count(),
                block -> {
                  int count = blocks.rowsOf(block) * places;
                  var x = HostScratch.floats(0, count);
                  source.get(blocks.start(block), x, 0, count);
                  int row = blocks.start(block) / places;
                  for (int at = 0; at < count; at += places) {
                    hide(x, at, places, mask, row++ / rowsPerMask);
                    normalise(x, at, places);
                  }
                  target.put(blocks.start(block), x, 0, count);
                }));
  }

  private static void hide(float[] x, int at, int places, FloatBuffer mask, int maskRow) {
    for (int i = 0; mask != null && i < places; i++) {
      if (mask.get(maskRow * places + i) == 0) {
        x[at + i] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private static void normalise(float[] x, int at, int places) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < places; i++) {
      largest = Math.max(largest, x[at + i]);
    }
    if (largest == Float.NEGATIVE_INFINITY) {
      Arrays.fill(x, at, at + places, 0);
      return;
    }
    double total = 0;
    for (int i = 0; i < places; i++) {
      x[at + i] = (float) Math.exp(x[at + i] - largest);
      total += x[at + i];
    }
    float inverse = (float) (1 / total);
    for (int i = 0; i < places; i++) {
      x[at + i] *= inverse;
    }
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var blocks = blocks(out[0]);
    int places = blocks.channels();
    var probabilities = HostArray.buffer(out[0]);
    var gradient = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        new INDArray[] {out[0], gradOut[0]},
        gradIn,
        () ->
            HostLoop.over(
                blocks.count(),
                block -> {
                  int count = blocks.rowsOf(block) * places;
                  var y = HostScratch.floats(0, count);
                  var g = HostScratch.floats(1, count);
                  probabilities.get(blocks.start(block), y, 0, count);
                  gradient.get(blocks.start(block), g, 0, count);
                  for (int at = 0; at < count; at += places) {
                    double mean = 0;
                    for (int i = at; i < at + places; i++) {
                      mean += (double) y[i] * g[i];
                    }
                    for (int i = at; i < at + places; i++) {
                      g[i] = y[i] * (float) (g[i] - mean);
                    }
                  }
                  target.put(blocks.start(block), g, 0, count);
                }));
  }
}
