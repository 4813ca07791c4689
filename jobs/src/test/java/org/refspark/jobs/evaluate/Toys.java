package org.refspark.jobs.evaluate;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;

/** Pictures of black squares in a row, with expressions that name them by number. */
public final class Toys {
  public static final int SIZE = 48;
  private static final int SQUARE = 10;

  private Toys() {}

  /** Pictures of two to four squares. */
  public static List<ReferringImage> pictures(int count) {
    return IntStream.range(0, count).mapToObj(i -> picture(i, 2 + i % 3)).toList();
  }

  /** Each square alone, and all together. */
  static ReferringImage picture(int number, int squares) {
    var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, SIZE, SIZE);
    graphics.setColor(Color.BLACK);
    var instances = new ArrayList<Instance>();
    for (int i = 0; i < squares; i++) {
      graphics.fillRect(x(i), y(number, i), SQUARE, SQUARE);
      instances.add(new Instance(1 + i % 2, square(x(i), y(number, i))));
    }
    graphics.dispose();
    var id = "test/" + number;
    var expressions = new ArrayList<Expression>();
    for (int i = 0; i < squares; i++) {
      expressions.add(new Expression(id + "#" + i, "the square " + i, List.of(i)));
    }
    var all = IntStream.range(0, squares).boxed().toList();
    var words = all.stream().map(String::valueOf).collect(Collectors.joining(" "));
    expressions.add(new Expression(id + "#" + squares, "all squares: " + words, all));
    var png = Pictures.encodePng(Pictures.of(image));
    return new ReferringImage(id, "test", SIZE, SIZE, png, instances, expressions);
  }

  private static int x(int square) {
    return 1 + 12 * square;
  }

  private static int y(int number, int square) {
    return (7 * number + 13 * square) % (SIZE - SQUARE);
  }

  private static Rle square(int x, int y) {
    var pixels = new byte[SIZE * SIZE];
    for (int row = y; row < y + SQUARE; row++) {
      for (int column = x; column < x + SQUARE; column++) {
        pixels[row * SIZE + column] = 1;
      }
    }
    return Rle.ofPixels(SIZE, SIZE, pixels);
  }
}
