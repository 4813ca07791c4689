package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;

/**
 * Mean and inverse deviation of groups of channels.
 *
 * @param mean {@code [S, G]}
 * @param inverse 1/√(variance + ε), {@code [S, G]}
 * @param groups G
 */
record Statistics(float[] mean, float[] inverse, int groups) {

  static Statistics of(FloatBuffer x, RowBlocks blocks, int groups, double epsilon) {
    int channels = blocks.channels();
    int count = groups > 0 ? groups : channels;
    int width = channels / count;
    double size = (double) blocks.rows() * width;
    var moments = Moments.of(x, blocks);
    var sums = moments.total();
    var mean = new double[blocks.samples() * count];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = fold(sums, i, count, width, channels) / size;
    }
    var squares = moments.squaresAround(mean);
    var inverse = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      double variance = fold(squares, i, count, width, channels) / size;
      inverse[i] = (float) (1 / Math.sqrt(variance + epsilon));
    }
    var rounded = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      rounded[i] = (float) mean[i];
    }
    return new Statistics(rounded, inverse, count);
  }

  static Statistics running(INDArray[] in, double epsilon) {
    var mean = HostArray.copy(in[3]);
    var inverse = HostArray.copy(in[4]);
    for (int c = 0; c < inverse.length; c++) {
      inverse[c] = (float) (1 / Math.sqrt(inverse[c] + epsilon));
    }
    return new Statistics(mean, inverse, mean.length);
  }

  /** Statistics as a forward pass left them. */
  static Statistics saved(INDArray mean, INDArray inverse) {
    return new Statistics(HostArray.copy(mean), HostArray.copy(inverse), (int) mean.size(1));
  }

  private static double fold(double[] sums, int i, int count, int width, int channels) {
    int from = i / count * channels + i % count * width;
    double total = 0;
    for (int c = from; c < from + width; c++) {
      total += sums[c];
    }
    return total;
  }

  /** A value for each channel of each sample, {@code [S, C]}, from one for each group. */
  static float[] expand(float[] values, RowBlocks blocks, int count) {
    int width = blocks.channels() / count;
    var result = new float[blocks.samples() * blocks.channels()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i / blocks.channels() * count + i % blocks.channels() / width];
    }
    return result;
  }

  /** y = x·scale + shift with scale and shift {@code [S, C]}. */
  float[][] affine(INDArray gamma, INDArray beta, RowBlocks blocks) {
    var scale = HostArray.copy(gamma);
    var shift = HostArray.copy(beta);
    var centre = expand(mean, blocks, groups);
    var factor = expand(inverse, blocks, groups);
    for (int i = 0; i < factor.length; i++) {
      int c = i % blocks.channels();
      factor[i] *= scale[c];
      centre[i] = shift[c] - centre[i] * factor[i];
    }
    return new float[][] {factor, centre};
  }

  void updateRunning(
      INDArray runningMean, INDArray runningVariance, int rows, double epsilon, double momentum) {
    var means = HostArray.copy(runningMean);
    var variances = HostArray.copy(runningVariance);
    double unbiased = rows > 1 ? rows / (rows - 1.0) : 1;
    for (int c = 0; c < means.length; c++) {
      double variance = (1 / ((double) inverse[c] * inverse[c]) - epsilon) * unbiased;
      means[c] = (float) ((1 - momentum) * means[c] + momentum * mean[c]);
      variances[c] = (float) ((1 - momentum) * variances[c] + momentum * variance);
    }
    HostArray.write(runningMean, means);
    HostArray.write(runningVariance, variances);
  }
}
