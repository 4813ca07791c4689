package org.refspark.jobs.report.picture;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.refspark.data.image.Bilinear;
import org.refspark.data.image.Picture;

/**
 * Lays the colours of masks over a picture. Strokes of a sketch take the full colour and the paper
 * between them a breath of it, while strokes outside all masks turn grey; photographs are covered
 * evenly, with an outline.
 */
final class Tint {
  private static final double PAPER_SHARE = 0.6;
  private static final int PAPER = 235;
  private static final double ON_PAPER = 0.1;
  private static final double ON_PHOTOGRAPH = 0.5;
  private static final double FADED = 0.42;

  /** So many outlines would fill a photograph's shorter side. */
  private static final int OUTLINES = 240;

  private Tint() {}

  /**
   * The picture with the marks' masks, the first mark on top.
   *
   * @return on the grid of the masks, or of the picture where there are none
   */
  static BufferedImage of(Picture picture, List<Mark> marks) {
    var masks = marks.stream().map(Mark::mask).flatMap(java.util.Optional::stream).toList();
    int width = masks.isEmpty() ? picture.width() : masks.get(0).width();
    int height = masks.isEmpty() ? picture.height() : masks.get(0).height();
    boolean sketch = isSketch(picture);
    var base =
        picture.width() == width && picture.height() == height
            ? picture
            : Bilinear.resize(picture, height, width);
    byte[] owner = owners(marks, width, height);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < owner.length; pixel++) {
      var color = owner[pixel] == 0 ? null : marks.get((owner[pixel] & 0xFF) - 1).color();
      boolean outline = !sketch && color != null && isEdge(owner, pixel, width, height);
      int shade = outline ? color.getRGB() : shade(base.rgb(), pixel, color, sketch);
      image.setRGB(pixel % width, pixel / width, shade);
    }
    return image;
  }

  /** By pixel the mark it belongs to, from 1; 0 for none. */
  private static byte[] owners(List<Mark> marks, int width, int height) {
    byte[] owner = new byte[width * height];
    for (int i = Math.min(marks.size(), 255) - 1; i >= 0; i--) {
      byte number = (byte) (i + 1);
      marks.get(i).mask().ifPresent(mask -> mask.fill(owner, number));
    }
    return owner;
  }

  /** Whether another mark, or none, begins within the outline's breadth. */
  private static boolean isEdge(byte[] owner, int pixel, int width, int height) {
    int breadth = Math.max(1, Math.min(width, height) / OUTLINES);
    int row = pixel / width;
    int column = pixel % width;
    return column >= breadth && owner[pixel - breadth] != owner[pixel]
        || column + breadth < width && owner[pixel + breadth] != owner[pixel]
        || row >= breadth && owner[pixel - breadth * width] != owner[pixel]
        || row + breadth < height && owner[pixel + breadth * width] != owner[pixel];
  }

  private static int shade(byte[] rgb, int pixel, Color color, boolean sketch) {
    int red = rgb[3 * pixel] & 0xFF;
    int green = rgb[3 * pixel + 1] & 0xFF;
    int blue = rgb[3 * pixel + 2] & 0xFF;
    if (color == null) {
      return sketch
          ? pack(mix(255, red, FADED), mix(255, green, FADED), mix(255, blue, FADED))
          : pack(red, green, blue);
    }
    double darkness = 1 - (red + green + blue) / 765.0;
    double share = sketch ? ON_PAPER + (1 - ON_PAPER) * darkness : ON_PHOTOGRAPH;
    return pack(
        mix(red, color.getRed(), share),
        mix(green, color.getGreen(), share),
        mix(blue, color.getBlue(), share));
  }

  /** Mostly paper: what a sketch is and a photograph is not. */
  static boolean isSketch(Picture picture) {
    byte[] rgb = picture.rgb();
    int paper = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      paper += (rgb[i] & 0xFF) > PAPER ? 1 : 0;
    }
    return paper > PAPER_SHARE * rgb.length / 3;
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + share * (to - from));
  }

  private static int pack(int red, int green, int blue) {
    return red << 16 | green << 8 | blue;
  }
}
