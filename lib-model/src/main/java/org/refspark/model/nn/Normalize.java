package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Normalisation over groups of channels with an affine, optionally followed by a (leaky) ReLU.
 * Inputs: x {@code [N, ..., C]}, scale γ {@code [C]}, shift β {@code [C]}; for batch statistics
 * also the running mean and variance {@code [C]}, which training updates. Outputs: y; mean and
 * 1/√(variance + ε), both {@code [S, G]}.
 *
 * <p>Batch norm is S = 1 sample of G = C groups, group norm S = N samples of G groups. y = (x −
 * mean)·γ/√(variance + ε) + β.
 *
 * @param groups G for group norm; 0 for batch norm
 * @param slope factor of negative values: 1 leaves them, 0 is ReLU
 * @param epsilon ε
 * @param momentum weight of the batch in the running statistics, whose variance is the unbiased one
 * @param fixed whether the running statistics are used instead of the batch's
 */
public record Normalize(int groups, double slope, double epsilon, double momentum, boolean fixed)
    implements Kernel {
  @Override
  public String name() {
    return groups > 0 ? "group_norm" : fixed ? "fixed_norm" : "batch_norm";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long channels = in[0][in[0].length - 1];
    if (in[1][0] != channels || (groups > 0 && channels % groups != 0)) {
      throw new IllegalArgumentException(
          "normalisation of %d channels in %d groups with a scale of %d values"
              .formatted(channels, groups, in[1][0]));
    }
    long[] statistics = {groups > 0 ? in[0][0] : 1, groups > 0 ? groups : channels};
    return new long[][] {in[0].clone(), statistics, statistics.clone()};
  }

  @Override
  public boolean differentiable(int input) {
    return input < 3;
  }

  private RowBlocks blocks(INDArray x) {
    int channels = (int) x.size(x.rank() - 1);
    int samples = groups > 0 ? (int) x.size(0) : 1;
    return new RowBlocks(samples, Math.toIntExact(x.length() / channels / samples), channels);
  }

  @Override
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    var x = HostArray.buffer(in[0]);
    var y = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () -> {
          var statistics =
              fixed ? Statistics.running(in, epsilon) : Statistics.of(x, blocks, groups, epsilon);
          HostArray.write(out[1], statistics.mean());
          HostArray.write(out[2], statistics.inverse());
          if (!fixed && groups == 0) {
            statistics.updateRunning(in[3], in[4], blocks.rows(), epsilon, momentum);
          }
          apply(x, y, blocks, statistics.affine(in[1], in[2], blocks));
        });
  }

  private void apply(FloatBuffer x, FloatBuffer y, RowBlocks blocks, float[][] affine) {
    var scales = blocks.striped(affine[0]);
    var shifts = blocks.striped(affine[1]);
    HostLoop.over(
        blocks.count(),
        block -> {
          var values = HostScratch.floats(0, blocks.stripe());
          int sample = blocks.sample(block);
          blocks.stripes(
              block,
              (at, count) -> {
                x.get(at, values, 0, count);
                affine(values, scales[sample], shifts[sample], values, count);
                if (slope != 1) {
                  Rectifier.apply(values, count, (float) slope);
                }
                y.put(at, values, 0, count);
              });
        });
  }

  /** y = x·scale + shift; x may be y. */
  static void affine(float[] x, float[] scale, float[] shift, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = x[i] * scale[i] + shift[i];
    }
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return new NormalizeGradient(this, blocks(in[0]), in, out, gradOut[0], gradIn).program();
  }
}
