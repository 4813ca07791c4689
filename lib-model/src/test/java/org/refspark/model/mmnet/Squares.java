package org.refspark.model.mmnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;

/** Pictures of a red square and two blue ones on noise, one side of which an expression names. */
final class Squares {
  private static final int WIDTH = 96;
  private static final int HEIGHT = 80;
  private static final int SIDE = 24;

  private Squares() {}

  /** Different pictures for different numbers. */
  static ReferringImage picture(int number) {
    var random = new Random(number);
    var rgb = new byte[3 * WIDTH * HEIGHT];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (90 + random.nextInt(60));
    }
    var instances = new ArrayList<Instance>();
    for (int square = 0; square < 3; square++) {
      int left = 4 + 32 * square;
      int top = random.nextInt(HEIGHT - SIDE);
      var mask = new byte[WIDTH * HEIGHT];
      for (int y = top; y < top + SIDE; y++) {
        for (int x = left; x < left + SIDE; x++) {
          mask[y * WIDTH + x] = 1;
          rgb[3 * (y * WIDTH + x) + (square == 1 ? 0 : 2)] = (byte) 250;
        }
      }
      instances.add(new Instance(1, Rle.ofPixels(HEIGHT, WIDTH, mask)));
    }
    return new ReferringImage(
        "train/" + number,
        "train",
        WIDTH,
        HEIGHT,
        Pictures.encodePng(new Picture(WIDTH, HEIGHT, rgb)),
        instances,
        List.of(
            new Expression("0", "the left blue square", List.of(0)),
            new Expression("1", "the red square", List.of(1)),
            new Expression("2", "the blue square on the right", List.of(2)),
            new Expression("3", "both blue squares", List.of(0, 2))));
  }
}
