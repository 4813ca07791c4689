package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Normalisation of each row of channels (Ba et al. 2016): (x − mean)·γ/√(variance + ε) + β. Inputs:
 * x {@code [..., C]}, scale γ {@code [C]}, shift β {@code [C]}. Output as x.
 *
 * @param epsilon ε
 */
public record LayerNorm(double epsilon) implements Kernel {
  @Override
  public String name() {
    return "layer_norm";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long channels = in[0][in[0].length - 1];
    if (in[1][0] != channels || in[2][0] != channels) {
      throw new IllegalArgumentException(
          "normalisation of rows of %d values with a scale of %d and a shift of %d"
              .formatted(channels, in[1][0], in[2][0]));
    }
    return new long[][] {in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  private static RowBlocks blocks(INDArray x) {
    int channels = (int) x.size(x.rank() - 1);
    return new RowBlocks(1, Math.toIntExact(x.length() / channels), channels);
  }

  @Override
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    int channels = blocks.channels();
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () -> {
          var scale = HostArray.copy(in[1]);
          var shift = HostArray.copy(in[2]);
          HostLoop.over(
              blocks.count(),
              block -> {
                var x = HostScratch.floats(0, channels);
                for (int row = 0; row < blocks.rowsOf(block); row++) {
                  int at = blocks.start(block) + row * channels;
                  source.get(at, x, 0, channels);
                  standardise(x, channels);
                  for (int c = 0; c < channels; c++) {
                    x[c] = x[c] * scale[c] + shift[c];
                  }
                  target.put(at, x, 0, channels);
                }
              });
        });
  }

  /** The row becomes x̂ of mean 0 and variance 1; returns what it was multiplied with. */
  private float standardise(float[] x, int channels) {
    float mean = (float) (RowSums.sum(x, 0, channels) / channels);
    for (int c = 0; c < channels; c++) {
      x[c] -= mean;
    }
    double variance = RowSums.dot(x, x, 0, channels) / channels;
    float inverse = (float) (1 / Math.sqrt(variance + epsilon));
    for (int c = 0; c < channels; c++) {
      x[c] *= inverse;
    }
    return inverse;
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    int channels = blocks.channels();
    var source = HostArray.buffer(in[0]);
    var above = HostArray.buffer(gradOut[0]);
    var target = gradIn[0] == null ? null : HostArray.buffer(gradIn[0]);
    return HostArray.program(
        new INDArray[] {in[0], in[1], gradOut[0]},
        gradIn,
        () -> {
          var scale = HostArray.copy(in[1]);
          // dγ and dβ of each block: added up in the blocks' order, whichever thread was first.
          var sums = new float[2][blocks.count()][channels];
          HostLoop.over(
              blocks.count(),
              block -> {
                var x = HostScratch.floats(0, channels);
                var g = HostScratch.floats(1, channels);
                for (int row = 0; row < blocks.rowsOf(block); row++) {
                  int at = blocks.start(block) + row * channels;
                  source.get(at, x, 0, channels);
                  above.get(at, g, 0, channels);
                  gradientRow(x, g, scale, sums[0][block], sums[1][block]);
                  if (target != null) {
                    target.put(at, g, 0, channels);
                  }
                }
              });
          writeTotals(sums, gradIn, channels);
        });
  }

  /** g becomes (gγ − ⟨gγ⟩ − x̂·⟨gγ·x̂⟩)/√(variance + ε), ⟨·⟩ the row's mean. */
  private void gradientRow(
      float[] x, float[] g, float[] scale, float[] scaleSums, float[] shiftSums) {
    int channels = scale.length;
    float inverse = standardise(x, channels);
    for (int c = 0; c < channels; c++) {
      scaleSums[c] += g[c] * x[c];
    }
    for (int c = 0; c < channels; c++) {
      shiftSums[c] += g[c];
    }
    for (int c = 0; c < channels; c++) {
      g[c] *= scale[c];
    }
    float mean = (float) (RowSums.sum(g, 0, channels) / channels);
    float along = (float) (RowSums.dot(g, x, 0, channels) / channels);
    for (int c = 0; c < channels; c++) {
      g[c] = (g[c] - mean - x[c] * along) * inverse;
    }
  }

  private static void writeTotals(float[][][] sums, INDArray[] gradIn, int channels) {
    for (int part = 0; part < 2; part++) {
      if (gradIn[part + 1] != null) {
        var total = new float[channels];
        for (var block : sums[part]) {
          for (int c = 0; c < channels; c++) {
            total[c] += block[c];
          }
        }
        HostArray.write(gradIn[part + 1], total);
      }
    }
  }
}
