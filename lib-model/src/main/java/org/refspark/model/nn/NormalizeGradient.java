package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/**
 * The gradient of {@link Normalize}. With g the gradient before the ReLU, x̂ the normalised input
 * and ⟨·⟩ the mean over a group: dβ = Σg, dγ = Σg·x̂, dx = (gγ − ⟨gγ⟩ − x̂·⟨gγ·x̂⟩)/√(variance +
 * ε); with fixed statistics dx = gγ/√(variance + ε).
 */
final class NormalizeGradient {
  private final Normalize norm;
  private final RowBlocks blocks;
  private final INDArray[] in;
  private final INDArray[] out;
  private final INDArray gradOut;
  private final INDArray[] gradIn;
  private final FloatBuffer x;
  private final FloatBuffer y;
  private final FloatBuffer gradient;

  NormalizeGradient(
      Normalize norm,
      RowBlocks blocks,
      INDArray[] in,
      INDArray[] out,
      INDArray gradOut,
      INDArray[] gradIn) {
    this.norm = norm;
    this.blocks = blocks;
    this.in = in;
    this.out = out;
    this.gradOut = gradOut;
    this.gradIn = gradIn;
    this.x = HostArray.buffer(in[0]);
    this.y = HostArray.buffer(out[0]);
    this.gradient = HostArray.buffer(gradOut);
  }

  Runnable program() {
    return HostArray.program(new INDArray[] {in[0], out[0], gradOut}, gradIn, this::run);
  }

  private void run() {
    var statistics = Statistics.saved(out[1], out[2]);
    var centre = Statistics.expand(statistics.mean(), blocks, statistics.groups());
    var inverse = Statistics.expand(statistics.inverse(), blocks, statistics.groups());
    var sums = sums(centre);
    for (int i = 0; i < inverse.length; i++) {
      sums[1][i] *= inverse[i];
    }
    writeTotal(gradIn[2], sums[0]);
    writeTotal(gradIn[1], sums[1]);
    if (gradIn[0] != null) {
      apply(coefficients(sums, centre, inverse, statistics.groups()));
    }
  }

  /** Σg and Σg·(x − mean) over the rows of each sample, {@code [S, C]} each. */
  private double[][] sums(float[] centre) {
    int channels = blocks.channels();
    var plain = new float[blocks.count()][];
    var centred = new float[blocks.count()][];
    HostLoop.over(
        blocks.count(),
        block -> {
          int rows = blocks.rowsOf(block);
          var values = read(x, block, 0);
          var g = effectiveGradient(block);
          var sum = new float[channels];
          var product = new float[channels];
          int from = blocks.sample(block) * channels;
          for (int row = 0; row < rows; row++) {
            int at = row * channels;
            for (int c = 0; c < channels; c++) {
              sum[c] += g[at + c];
              product[c] += g[at + c] * (values[at + c] - centre[from + c]);
            }
          }
          plain[block] = sum;
          centred[block] = product;
        });
    return new double[][] {Statistics.total(plain, blocks), Statistics.total(centred, blocks)};
  }

  private float[] read(FloatBuffer from, int block, int slot) {
    int count = blocks.rowsOf(block) * blocks.channels();
    var values = HostScratch.floats(slot, count);
    from.get(blocks.start(block), values, 0, count);
    return values;
  }

  private float[] effectiveGradient(int block) {
    var g = read(gradient, block, 1);
    if (norm.slope() != 1) {
      float leak = (float) norm.slope();
      var active = read(y, block, 2);
      int count = blocks.rowsOf(block) * blocks.channels();
      for (int i = 0; i < count; i++) {
        g[i] = active[i] > 0 ? g[i] : g[i] * leak;
      }
    }
    return g;
  }

  private void writeTotal(INDArray to, double[] perSample) {
    if (to == null) {
      return;
    }
    var total = new double[blocks.channels()];
    for (int i = 0; i < perSample.length; i++) {
      total[i % total.length] += perSample[i];
    }
    var values = new float[total.length];
    for (int c = 0; c < values.length; c++) {
      values[c] = (float) total[c];
    }
    HostArray.write(to, values);
  }

  /** dx = g·a + x·b + d with a, b, d {@code [S, C]}. */
  private float[][] coefficients(double[][] sums, float[] centre, float[] inverse, int groups) {
    int channels = blocks.channels();
    int width = channels / groups;
    double size = (double) blocks.rows() * width;
    var gamma = HostArray.copy(in[1]);
    var a = new float[inverse.length];
    var b = new float[inverse.length];
    var d = new float[inverse.length];
    for (int first = 0; first < inverse.length; first += width) {
      double plain = 0;
      double product = 0;
      for (int i = first; i < first + width; i++) {
        plain += sums[0][i] * gamma[i % channels];
        product += sums[1][i] * gamma[i % channels];
      }
      for (int i = first; i < first + width; i++) {
        a[i] = inverse[i] * gamma[i % channels];
        if (!norm.fixed()) {
          double slope = -(double) inverse[i] * inverse[i] * product / size;
          b[i] = (float) slope;
          d[i] = (float) (-inverse[i] * plain / size - slope * centre[i]);
        }
      }
    }
    return new float[][] {a, b, d};
  }

  private void apply(float[][] coefficients) {
    int channels = blocks.channels();
    var target = HostArray.buffer(gradIn[0]);
    var a = coefficients[0];
    var b = coefficients[1];
    var d = coefficients[2];
    HostLoop.over(
        blocks.count(),
        block -> {
          int rows = blocks.rowsOf(block);
          var values = read(x, block, 0);
          var g = effectiveGradient(block);
          int from = blocks.sample(block) * channels;
          for (int row = 0; row < rows; row++) {
            int at = row * channels;
            for (int c = 0; c < channels; c++) {
              g[at + c] = g[at + c] * a[from + c] + values[at + c] * b[from + c] + d[from + c];
            }
          }
          target.put(blocks.start(block), g, 0, rows * channels);
        });
  }
}
