package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mean and variance beside sums in double precision. */
final class MomentsTest {
  /** Blocks whose means lie far apart and far from zero: what sums of squares would lose. */
  @Test
  void varianceOfValuesFarFromZeroIsExact() {
    int rows = 20_000;
    int channels = 6;
    var blocks = new RowBlocks(1, rows, channels);
    var random = new Random(3);
    var x = new float[rows * channels];
    for (int i = 0; i < x.length; i++) {
      x[i] = 500 + 3f * i / x.length + random.nextFloat();
    }
    var statistics = Statistics.of(FloatBuffer.wrap(x), blocks, 0, 0);
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int row = 0; row < rows; row++) {
        sum += x[row * channels + c];
      }
      double mean = sum / rows;
      double squares = 0;
      for (int row = 0; row < rows; row++) {
        squares += Math.pow(x[row * channels + c] - mean, 2);
      }
      assertEquals(mean, statistics.mean()[c], 1e-6 * mean, "mean of channel " + c);
      double variance = 1 / Math.pow(statistics.inverse()[c], 2);
      assertEquals(squares / rows, variance, 1e-4 * squares / rows, "variance of channel " + c);
    }
  }
}
