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
    this.gradient = HostArray.buffer(gradOut);
  }

  /** The (leaky) ReLU, whose input is computed again: reading what it gave would take longer. */
  private interface Activation {
    /** Multiplies gradients of some rows of a sample by its slope at the normalised values. */
    void gradient(float[] x, float[] gradient, int sample, int count);
  }

  Runnable program() {
    return HostArray.program(new INDArray[] {in[0], gradOut}, gradIn, this::run);
  }

  private void run() {
    var statistics = Statistics.saved(out[1], out[2]);
    var centre = Statistics.expand(statistics.mean(), blocks, statistics.groups());
    var inverse = Statistics.expand(statistics.inverse(), blocks, statistics.groups());
    var activation = activation(statistics);
    var sums = sums(centre, activation);
    for (int i = 0; i < inverse.length; i++) {
      sums[1][i] *= inverse[i];
    }
    writeTotal(gradIn[2], sums[0]);
    writeTotal(gradIn[1], sums[1]);
    if (gradIn[0] != null) {
      apply(coefficients(sums, centre, inverse, statistics.groups()), activation);
    }
  }

  /** Σg and Σg·(x − mean) over the rows of each sample, {@code [S, C]} each. */
  private double[][] sums(float[] centre, Activation activation) {
    var centres = blocks.striped(centre);
    var plain = new float[blocks.count()][];
    var centred = new float[blocks.count()][];
    HostLoop.over(
        blocks.count(),
        block -> {
          var sum = new float[blocks.stripe()];
          var product = new float[blocks.stripe()];
          blocks.stripes(
              block,
              (at, count) -> {
                var values = read(x, at, count, 0);
                var g = read(gradient, at, count, 1);
                activation.gradient(values, g, blocks.sample(block), count);
                addRows(values, g, centres[blocks.sample(block)], sum, product, count);
              });
          plain[block] = blocks.fold(sum);
          centred[block] = blocks.fold(product);
        });
    return new double[][] {blocks.total(plain), blocks.total(centred)};
  }

  private static void addRows(
      float[] x, float[] g, float[] centre, float[] sum, float[] product, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += g[i];
    }
    for (int i = 0; i < count; i++) {
      product[i] += g[i] * (x[i] - centre[i]);
    }
  }

  private static float[] read(FloatBuffer from, int at, int count, int slot) {
    var values = HostScratch.floats(slot, count);
    from.get(at, values, 0, count);
    return values;
  }

  private Activation activation(Statistics statistics) {
    if (norm.slope() == 1) {
      return (values, g, sample, count) -> {};
    }
    var affine = statistics.affine(in[1], in[2], blocks);
    var scales = blocks.striped(affine[0]);
    var shifts = blocks.striped(affine[1]);
    return (values, g, sample, count) -> {
      var y = HostScratch.floats(2, count);
      Normalize.affine(values, scales[sample], shifts[sample], y, count);
      Rectifier.gradient(y, g, count, (float) norm.slope());
    };
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

  private void apply(float[][] coefficients, Activation activation) {
    var target = HostArray.buffer(gradIn[0]);
    var a = blocks.striped(coefficients[0]);
    var b = blocks.striped(coefficients[1]);
    var d = blocks.striped(coefficients[2]);
    HostLoop.over(
        blocks.count(),
        block -> {
          int sample = blocks.sample(block);
          blocks.stripes(
              block,
              (at, count) -> {
                var values = read(x, at, count, 0);
                var g = read(gradient, at, count, 1);
                activation.gradient(values, g, sample, count);
                combine(values, g, a[sample], b[sample], d[sample], count);
                target.put(at, g, 0, count);
              });
        });
  }

  /** g becomes g·a + x·b + d. */
  private static void combine(float[] x, float[] g, float[] a, float[] b, float[] d, int count) {
    for (int i = 0; i < count; i++) {
      g[i] = g[i] * a[i] + x[i] * b[i] + d[i];
    }
  }
}
