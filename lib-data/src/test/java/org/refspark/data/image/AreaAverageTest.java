package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaAverageTest {
  private static Picture noise(int height, int width) {
    var rgb = new byte[3 * height * width];
    new Random(7).nextBytes(rgb);
    return new Picture(width, height, rgb);
  }

  @ParameterizedTest
  @CsvSource({"7,5,3,2", "10,10,4,7", "9,12,9,4", "6,6,1,1", "16,16,8,8"})
  void everyNewPixelIsTheMeanOfWhatLiesUnderIt(int height, int width, int toHeight, int toWidth) {
    var picture = noise(height, width);
    var small = AreaAverage.resize(picture, toHeight, toWidth);
    for (int row = 0; row < toHeight; row++) {
      for (int column = 0; column < toWidth; column++) {
        for (int channel = 0; channel < 3; channel++) {
          double mean = mean(picture, row, toHeight, column, toWidth, channel);
          assertEquals(mean, small.value(row, column, channel), 0.501, row + ", " + column);
        }
      }
    }
  }

  /** Weighs each old pixel by the area that it shares with the new one. */
  private static double mean(
      Picture picture, int row, int rows, int column, int columns, int channel) {
    double sum = 0;
    double area = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        double share =
            overlap(y, picture.height(), row, rows) * overlap(x, picture.width(), column, columns);
        sum += share * picture.value(y, x, channel);
        area += share;
      }
    }
    return sum / area;
  }

  private static double overlap(int old, int in, int now, int out) {
    double step = (double) in / out;
    return Math.max(0, Math.min(old + 1, (now + 1) * step) - Math.max(old, now * step));
  }

  @Test
  void aPictureOfTheSameSizeStaysAsItIs() {
    var picture = noise(5, 8);
    assertArrayEquals(picture.rgb(), AreaAverage.resize(picture, 5, 8).rgb());
  }

  @Test
  void nothingIsEnlarged() {
    assertThrows(IllegalArgumentException.class, () -> AreaAverage.resize(noise(4, 4), 5, 4));
  }
}
