package org.refspark.jobs.report.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import org.refspark.data.image.Picture;

/**
 * One picture with marked objects.
 *
 * @param title above it, where panels stand in a figure
 * @param picture decoded
 * @param marks the first on top
 */
public record Panel(String title, Picture picture, List<Mark> marks) {
  private static final double LABEL_SHARE = 1 / 36.0;
  private static final int DOUBLING = 2;
  private static final double TALLEST = 1.6;
  private static final double FLATTEST = 8;
  private static final int LEAST_MARKED = 24;
  private static final Color FREE = new Color(0xE9ECEF);

  public Panel {
    marks = List.copyOf(marks);
  }

  /** Whether it is a photograph and not a drawing. */
  public boolean isPhotograph() {
    return !Tint.isSketch(picture);
  }

  /** The same under another title. */
  public Panel titled(String other) {
    return new Panel(other, picture, marks);
  }

  /**
   * Height of the rendered panel of that width: the picture's shape is kept, but a strip, lying or
   * standing, gets a frame that people can look at.
   */
  int height(int width) {
    double natural = (double) width * picture.height() / picture.width();
    return (int) Math.round(Math.max(width / FLATTEST, Math.min(width * TALLEST, natural)));
  }

  /** Draws the picture, the masks, the frames and the labels; what a strip leaves free is grey. */
  public BufferedImage render(int width) {
    int height = height(width);
    double scale = Math.min((double) width / picture.width(), (double) height / picture.height());
    int innerWidth = within(picture.width() * scale, width);
    int innerHeight = within(picture.height() * scale, height);
    var drawn = scaled(Tint.of(picture, marks), innerWidth, innerHeight);
    if (innerWidth >= LEAST_MARKED && innerHeight >= LEAST_MARKED) {
      drawMarks(drawn, innerWidth, innerHeight);
    }
    if (innerWidth == width && innerHeight == height) {
      return drawn;
    }
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(FREE);
    graphics.fillRect(0, 0, width, height);
    graphics.drawImage(drawn, (width - innerWidth) / 2, (height - innerHeight) / 2, null);
    graphics.dispose();
    return image;
  }

  private static int within(double size, int most) {
    return Math.max(1, Math.min(most, (int) Math.round(size)));
  }

  private void drawMarks(BufferedImage image, int width, int height) {
    var graphics = smooth(image);
    try {
      for (int i = marks.size() - 1; i >= 0; i--) {
        drawFrame(graphics, marks.get(i), width, height);
      }
      drawLabels(graphics, width, height);
    } finally {
      graphics.dispose();
    }
  }

  static Graphics2D smooth(BufferedImage image) {
    var graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    return graphics;
  }

  /** Halves as often as it may before the last step, so that thin strokes do not break up. */
  private static BufferedImage scaled(BufferedImage source, int width, int height) {
    var current = source;
    while (current.getWidth() >= DOUBLING * width && current.getHeight() >= DOUBLING * height) {
      current = resized(current, current.getWidth() / DOUBLING, current.getHeight() / DOUBLING);
    }
    return resized(current, width, height);
  }

  private static BufferedImage resized(BufferedImage source, int width, int height) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = smooth(image);
    graphics.drawImage(source, 0, 0, width, height, null);
    graphics.dispose();
    return image;
  }

  private static void drawFrame(Graphics2D graphics, Mark mark, int width, int height) {
    if (mark.box().isEmpty()) {
      return;
    }
    var frame = pixels(mark.box().get(), width, height);
    float line = Math.max(1.5f, width / 320f);
    if (mark.line() == Mark.Line.PLACE) {
      drawRing(graphics, mark.color(), frame.x, frame.y, line);
      return;
    }
    graphics.setColor(mark.color());
    graphics.setStroke(
        mark.line() == Mark.Line.SOLID
            ? new BasicStroke(line)
            : new BasicStroke(
                line * 0.8f,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_MITER,
                10,
                new float[] {line * 3, line * 2},
                0));
    graphics.drawRoundRect(frame.x, frame.y, frame.width, frame.height, 4, 4);
  }

  /** With a rim of white, so that it is seen on any ground. */
  private static void drawRing(Graphics2D graphics, Color color, int x, int y, float line) {
    int radius = Math.round(4 * line);
    graphics.setColor(Color.WHITE);
    graphics.setStroke(new BasicStroke(2.4f * line));
    graphics.drawOval(x - radius, y - radius, 2 * radius, 2 * radius);
    graphics.setColor(color);
    graphics.setStroke(new BasicStroke(1.2f * line));
    graphics.drawOval(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private void drawLabels(Graphics2D graphics, int width, int height) {
    var placer = new LabelPlacer(new Rectangle(1, 1, width - 2, height - 2));
    int size = Math.max(10, (int) Math.round(width * LABEL_SHARE));
    var font = Lettering.font(size, true);
    for (var mark : marks) {
      if (mark.label().isEmpty() || mark.box().isEmpty()) {
        continue;
      }
      int labelWidth = Lettering.width(graphics, font, mark.label()) + size * 2 / 3;
      int labelHeight = size * 3 / 2;
      var frame = pixels(mark.box().get(), width, height);
      var place = placer.place(frame, labelWidth, labelHeight);
      graphics.setColor(mark.color());
      graphics.fillRoundRect(place.x, place.y, place.width, place.height, 6, 6);
      graphics.setColor(Color.WHITE);
      Lettering.draw(graphics, font, mark.label(), place.x + size / 3, place.y + place.height / 2);
    }
  }

  private static Rectangle pixels(double[] fractions, int width, int height) {
    int left = edge(fractions[0], width);
    int top = edge(fractions[1], height);
    return new Rectangle(
        left, top, edge(fractions[2], width) - left, edge(fractions[3], height) - top);
  }

  private static int edge(double fraction, int size) {
    return (int) Math.round(Math.max(0, Math.min(1, fraction)) * (size - 2));
  }
}
