package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * x ⊙ y, value by value. Inputs: x of any shape; y of the same shape, or one vector for each sample
 * of x: {@code [N, C]} beside {@code [N, ..., C]}, tiled over what lies between. Output: the shape
 * of x.
 */
public record Multiply() implements Kernel {
  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (!Arrays.equals(in[0], in[1]) && !vectors(in[0], in[1])) {
      throw new IllegalArgumentException(
          "multiply takes two arrays of one shape, or [N, ..., C] and [N, C], not "
              + Arrays.deepToString(in));
    }
    return new long[][] {in[0].clone()};
  }

  private static boolean vectors(long[] x, long[] y) {
    return y.length == 2 && x.length > 2 && x[0] == y[0] && x[x.length - 1] == y[1];
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return product(in[0], in[1], out[0]);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var first = gradIn[0] == null ? null : product(gradOut[0], in[1], gradIn[0]);
    var second =
        gradIn[1] == null
            ? null
            : in[1].length() == in[0].length()
                ? product(gradOut[0], in[0], gradIn[1])
                : sums(gradOut[0], in[0], gradIn[1]);
    return () -> {
      if (first != null) {
        first.run();
      }
      if (second != null) {
        second.run();
      }
    };
  }

  /** out = x ⊙ y, y tiled where it is shorter. */
  private static Runnable product(INDArray x, INDArray y, INDArray out) {
    if (x.length() == y.length()) {
      return Elementwise.program(x, y, out, Multiply::scale);
    }
    var blocks = blocks(x, y);
    int channels = blocks.channels();
    var values = HostArray.buffer(x);
    var vectors = HostArray.buffer(y);
    var target = HostArray.buffer(out);
    return HostArray.program(
        new INDArray[] {x, y},
        new INDArray[] {out},
        () ->
            HostLoop.over(
                blocks.count(),
                block -> {
                  int count = blocks.rowsOf(block) * channels;
                  var a = HostScratch.floats(0, count);
                  var b = HostScratch.floats(1, channels);
                  values.get(blocks.start(block), a, 0, count);
                  vectors.get(blocks.sample(block) * channels, b, 0, channels);
                  for (int at = 0; at < count; at += channels) {
                    for (int c = 0; c < channels; c++) {
                      a[at + c] *= b[c];
                    }
                  }
                  target.put(blocks.start(block), a, 0, count);
                }));
  }

  private static void scale(float[] a, float[] b, int count) {
    for (int i = 0; i < count; i++) {
      a[i] *= b[i];
    }
  }

  /** out {@code [N, C]} = Σ x ⊙ g over what lies between the sample and the channel. */
  private static Runnable sums(INDArray g, INDArray x, INDArray out) {
    var blocks = blocks(x, out);
    int channels = blocks.channels();
    var gradient = HostArray.buffer(g);
    var values = HostArray.buffer(x);
    var partial = new float[blocks.count()][channels];
    return HostArray.program(
        new INDArray[] {g, x},
        new INDArray[] {out},
        () -> {
          HostLoop.over(
              blocks.count(),
              block -> {
                int count = blocks.rowsOf(block) * channels;
                var a = HostScratch.floats(0, count);
                var b = HostScratch.floats(1, count);
                gradient.get(blocks.start(block), a, 0, count);
                values.get(blocks.start(block), b, 0, count);
                var sum = partial[block];
                Arrays.fill(sum, 0);
                for (int at = 0; at < count; at += channels) {
                  for (int c = 0; c < channels; c++) {
                    sum[c] += a[at + c] * b[at + c];
                  }
                }
              });
          HostArray.write(out, total(partial, blocks));
        });
  }

  private static float[] total(float[][] partial, RowBlocks blocks) {
    var total = new float[blocks.samples() * blocks.channels()];
    for (int block = 0; block < partial.length; block++) {
      int at = blocks.sample(block) * blocks.channels();
      for (int c = 0; c < blocks.channels(); c++) {
        total[at + c] += partial[block][c];
      }
    }
    return total;
  }

  private static RowBlocks blocks(INDArray x, INDArray vectors) {
    int channels = (int) vectors.size(1);
    int samples = (int) vectors.size(0);
    return new RowBlocks(samples, Math.toIntExact(x.length() / samples / channels), channels);
  }
}
