package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/**
 * Mean and sum of squared distances from it over the rows of each block. A block is read from
 * memory once, and twice from the cache: for a mean, then for the distances from it, whose own mean
 * makes up for what was lost by rounding the first.
 *
 * @param blocks how the values are cut
 * @param means of each block, {@code [C]}
 * @param squares of each block, {@code [C]}
 */
record Moments(RowBlocks blocks, double[][] means, double[][] squares) {
  static Moments of(FloatBuffer x, RowBlocks blocks) {
    var moments = new Moments(blocks, new double[blocks.count()][], new double[blocks.count()][]);
    HostLoop.over(blocks.count(), block -> moments.read(x, block));
    return moments;
  }

  private void read(FloatBuffer x, int block) {
    var values = HostScratch.floats(0, blocks.stripe());
    var plain = new float[blocks.stripe()];
    blocks.stripes(
        block,
        (at, count) -> {
          x.get(at, values, 0, count);
          add(values, plain, count);
        });
    int rows = blocks.rowsOf(block);
    var centre = blocks.fold(plain);
    for (int c = 0; c < centre.length; c++) {
      centre[c] /= rows;
    }
    var centres = blocks.repeated(centre);
    var distances = new float[blocks.stripe()];
    var squared = new float[blocks.stripe()];
    blocks.stripes(
        block,
        (at, count) -> {
          x.get(at, values, 0, count);
          addDistances(values, centres, distances, squared, count);
        });
    finish(block, rows, centre, blocks.fold(distances), blocks.fold(squared));
  }

  private void finish(int block, int rows, float[] centre, float[] distances, float[] squared) {
    means[block] = new double[centre.length];
    squares[block] = new double[centre.length];
    for (int c = 0; c < centre.length; c++) {
      double away = (double) distances[c] / rows;
      means[block][c] = centre[c] + away;
      squares[block][c] = Math.max(0, squared[c] - rows * away * away);
    }
  }

  private static void add(float[] values, float[] sums, int count) {
    for (int i = 0; i < count; i++) {
      sums[i] += values[i];
    }
  }

  private static void addDistances(
      float[] values, float[] centre, float[] sums, float[] squares, int count) {
    for (int i = 0; i < count; i++) {
      float distance = values[i] - centre[i];
      sums[i] += distance;
      squares[i] += distance * distance;
    }
  }

  /** Σx over the rows of each sample, {@code [S, C]}. */
  double[] total() {
    return overBlocks((block, c) -> blocks.rowsOf(block) * means[block][c]);
  }

  /**
   * Σ(x − centre)² over the rows of each sample, {@code [S, C]}.
   *
   * @param centre {@code [S, G]}, in float64: what a float32 leaves out of a mean would be squared
   */
  double[] squaresAround(double[] centre) {
    int width = blocks.samples() * blocks.channels() / centre.length;
    return overBlocks(
        (block, c) -> {
          double distance =
              means[block][c] - centre[(blocks.sample(block) * blocks.channels() + c) / width];
          return squares[block][c] + blocks.rowsOf(block) * distance * distance;
        });
  }

  private interface OfBlock {
    double value(int block, int channel);
  }

  /** Sums over the blocks of each sample, in their order. */
  private double[] overBlocks(OfBlock of) {
    int channels = blocks.channels();
    var sums = new double[blocks.samples() * channels];
    for (int block = 0; block < means.length; block++) {
      int first = blocks.sample(block) * channels;
      for (int c = 0; c < channels; c++) {
        sums[first + c] += of.value(block, c);
      }
    }
    return sums;
  }
}
