package org.refspark.model.lts;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;
import org.refspark.data.text.MarkedWordTokenizer;
import org.refspark.data.text.Tokenizer;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.Query;

/** Pictures of a red and a blue square on green, each with an expression. */
final class ColouredSquares {
  private static final int WIDTH = 80;
  private static final int HEIGHT = 60;
  private static final int SIDE = 24;

  private ColouredSquares() {}

  static Tokenizer tokenizer() {
    return new MarkedWordTokenizer(
        Vocabulary.of(List.of("the red square", "a blue square please")));
  }

  static List<Query> queries(int pictures) {
    var queries = new ArrayList<Query>();
    for (int number = 0; number < pictures; number++) {
      queries.add(Query.all(picture(number)));
    }
    return queries;
  }

  private static ReferringImage picture(int number) {
    var random = new Random(number + 1L);
    var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    var canvas = image.createGraphics();
    canvas.setColor(new Color(30, 120 + 10 * (number % 8), 40));
    canvas.fillRect(0, 0, WIDTH, HEIGHT);
    int redX = random.nextInt(WIDTH / 2 - SIDE);
    int blueX = WIDTH / 2 + random.nextInt(WIDTH / 2 - SIDE);
    if (number % 2 == 1) {
      int swap = redX;
      redX = blueX;
      blueX = swap;
    }
    int redY = random.nextInt(HEIGHT - SIDE);
    int blueY = random.nextInt(HEIGHT - SIDE);
    canvas.setColor(Color.RED);
    canvas.fillRect(redX, redY, SIDE, SIDE);
    canvas.setColor(Color.BLUE);
    canvas.fillRect(blueX, blueY, SIDE, SIDE);
    canvas.dispose();
    var id = "train/" + number;
    return new ReferringImage(
        id,
        "train",
        WIDTH,
        HEIGHT,
        png(image),
        List.of(new Instance(1, square(redX, redY)), new Instance(1, square(blueX, blueY))),
        List.of(
            new Expression(id + "#0", "the red square", List.of(0)),
            new Expression(id + "#1", "a blue square please", List.of(1))));
  }

  private static Rle square(int left, int top) {
    var pixels = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < SIDE * SIDE; i++) {
      pixels[(top + i / SIDE) * WIDTH + left + i % SIDE] = 1;
    }
    return Rle.ofPixels(HEIGHT, WIDTH, pixels);
  }

  private static byte[] png(BufferedImage image) {
    var bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
