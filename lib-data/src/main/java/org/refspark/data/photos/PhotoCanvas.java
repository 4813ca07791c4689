package org.refspark.data.photos;

import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.NoninvertibleTransformException;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.refspark.data.image.Picture;
import org.refspark.data.synthetic.Dice;

/** A photo in the making: a backdrop, on it things with their shadows, back to front. */
final class PhotoCanvas {
  private static final float SHADOW = 0.5f;
  private static final double SENSOR_NOISE = 0.018;

  private final int width;
  private final int height;

  /** Red, green and blue of each pixel, row by row, 0 to 1. */
  private final float[] rgb;

  PhotoCanvas(int width, int height, Backdrop backdrop) {
    this.width = width;
    this.height = height;
    rgb = new float[3 * width * height];
    float[] colour = new float[3];
    double longer = Math.max(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        backdrop.colour(x / longer, y / longer, colour);
        System.arraycopy(colour, 0, rgb, 3 * (y * width + x), 3);
      }
    }
  }

  void paint(Thing thing) {
    shadow(thing);
    var noise = new Noise(thing.category().id() + 31L * Math.round(1000 * thing.x()));
    for (Part part : Shapes.of(thing.category())) {
      paint(thing, part, noise);
    }
  }

  /** What a camera makes of it: uneven light, darker corners, grain. */
  Picture picture(Dice dice) {
    var grain = new Noise(dice.count(0, Integer.MAX_VALUE - 1));
    double across = dice.between(-0.14, 0.14);
    double down = dice.between(-0.1, 0.1);
    double exposure = dice.between(0.92, 1.06);
    byte[] bytes = new byte[rgb.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double u = (x + 0.5) / width - 0.5;
        double v = (y + 0.5) / height - 0.5;
        double light = exposure * (1 + across * u + down * v) * (1.03 - 0.3 * (u * u + v * v));
        for (int channel = 0; channel < 3; channel++) {
          int at = 3 * (y * width + x) + channel;
          double value = rgb[at] * light + SENSOR_NOISE * grain.grain(3 * x + channel, y);
          bytes[at] = (byte) (int) (255 * Math.min(1, Math.max(0, value)) + 0.5);
        }
      }
    }
    return new Picture(width, height, bytes);
  }

  private void shadow(Thing thing) {
    double reach = 0.06 * thing.side();
    var moved =
        AffineTransform.getTranslateInstance(reach, 1.2 * reach)
            .createTransformedShape(thing.silhouette());
    float[] dark = coverage(moved);
    int radius = Math.max(1, (int) Math.round(0.045 * thing.side()));
    blur(dark, width, height, radius);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] *= 1 - SHADOW * dark[i / 3];
    }
  }

  private void paint(Thing thing, Part part, Noise noise) {
    AffineTransform place = thing.transform();
    AffineTransform back;
    try {
      back = place.createInverse();
    } catch (NoninvertibleTransformException e) {
      throw new IllegalStateException("a thing without extent", e);
    }
    Shape shape = place.createTransformedShape(part.shape());
    float[] cover = coverage(shape);
    Rectangle2D box = shape.getBounds2D();
    var point = new Point2D.Double();
    for (int y = clamp(box.getMinY() - 1, height); y < clamp(box.getMaxY() + 2, height); y++) {
      for (int x = clamp(box.getMinX() - 1, width); x < clamp(box.getMaxX() + 2, width); x++) {
        float share = cover[y * width + x];
        if (share > 0) {
          point.setLocation(x + 0.5, y + 0.5);
          back.transform(point, point);
          double u = (x + 0.5 - thing.x()) / thing.side();
          double v = (y + 0.5 - thing.y()) / thing.side();
          double light = part.light() * Lighting.light(part.finish(), u, v, point.x);
          if (part.paint() == null) {
            light *= Lighting.pattern(thing.pattern(), point.x, point.y, noise);
          }
          blend(
              thing, part, 3 * (y * width + x), share, light, Lighting.gloss(part.finish(), u, v));
        }
      }
    }
  }

  private void blend(Thing thing, Part part, int at, float share, double light, double gloss) {
    for (int channel = 0; channel < 3; channel++) {
      float plain = part.paint() == null ? thing.colour().channel(channel) : part.paint()[channel];
      double lit = Math.min(1, plain * light);
      double value = lit + gloss * (1 - lit);
      rgb[at + channel] += share * (float) (value - rgb[at + channel]);
    }
  }

  /** How much of each pixel a shape covers, 0 to 1. */
  private float[] coverage(Shape shape) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    var pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    pen.setColor(Color.WHITE);
    pen.fill(shape);
    pen.dispose();
    byte[] grey = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    float[] cover = new float[grey.length];
    for (int i = 0; i < cover.length; i++) {
      cover[i] = (grey[i] & 0xFF) / 255f;
    }
    return cover;
  }

  /** Two box blurs along each axis. */
  private static void blur(float[] map, int width, int height, int radius) {
    for (int pass = 0; pass < 2; pass++) {
      for (int y = 0; y < height; y++) {
        blurLine(map, y * width, 1, width, radius);
      }
      for (int x = 0; x < width; x++) {
        blurLine(map, x, width, height, radius);
      }
    }
  }

  private static void blurLine(float[] map, int start, int step, int length, int radius) {
    float[] line = new float[length];
    for (int i = 0; i < length; i++) {
      line[i] = map[start + i * step];
    }
    float sum = 0;
    for (int i = -radius; i < length; i++) {
      sum += i + radius < length ? line[i + radius] : 0;
      sum -= i - radius - 1 >= 0 ? line[i - radius - 1] : 0;
      if (i >= 0) {
        map[start + i * step] = sum / (2 * radius + 1);
      }
    }
  }

  private static int clamp(double pixel, int size) {
    return (int) Math.max(0, Math.min(size, pixel));
  }
}
