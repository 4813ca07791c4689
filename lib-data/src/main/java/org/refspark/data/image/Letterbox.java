package org.refspark.data.image;

import org.refspark.data.mask.Rle;

/**
 * Fits a picture whole into the middle of a square, and maps of the square back onto the picture.
 * Both ways are one affine warp whose pixel (0, 0) lies at coordinate 0, as OpenCV's {@code
 * warpAffine} does it with CRIS's matrices: a pixel x of the picture lies at {@code scale × x +
 * left} of the square, with {@code scale = min(side / height, side / width)}. Coordinates are
 * exact, where OpenCV rounds them to 1/32 of a pixel.
 *
 * @param height of the picture, pixels
 * @param width of the picture, pixels
 * @param side of the square, pixels
 */
public record Letterbox(int height, int width, int side) {
  public Letterbox {
    if (height < 1 || width < 1 || side < 1) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels in a square of %d, expected 1 or more each"
              .formatted(width, height, side));
    }
  }

  /** Pixels of the square to a pixel of the picture. */
  public double scale() {
    return Math.min((double) side / height, (double) side / width);
  }

  /** Column of the square where the picture's column 0 lies. */
  public double left() {
    return (side - width * scale()) / 2;
  }

  /** Row of the square where the picture's row 0 lies. */
  public double top() {
    return (side - height * scale()) / 2;
  }

  /**
   * The picture in the square, bicubic (a = −0.75), values kept within 0 to 255 but not rounded.
   *
   * @param borderRgb red, green and blue around the picture, 0 to 255
   * @return side × side × 3, row by row, the channels of a pixel together
   * @throws IllegalArgumentException where the picture is not of this letterbox's size
   */
  public float[] picture(Picture picture, float[] borderRgb) {
    checkSize("the picture", picture.height(), picture.width());
    if (borderRgb.length != 3) {
      throw new IllegalArgumentException(
          "a border of %d values, expected red, green and blue".formatted(borderRgb.length));
    }
    byte[] rgb = picture.rgb();
    int stride = 3 * width;
    float[] values = new float[Math.multiplyExact(3, Math.multiplyExact(side, side))];
    new Warp(inwards(height, top(), Kernel.CUBIC), inwards(width, left(), Kernel.CUBIC))
        .apply(
            borderRgb,
            (row, line, at) -> {
              int from = row * stride;
              for (int i = 0; i < stride; i++) {
                line[at + i] = rgb[from + i] & 0xFF;
              }
            },
            (row, line) -> {
              int from = row * line.length;
              for (int i = 0; i < line.length; i++) {
                // Math.max and Math.min look at signs of zeros too, which takes several times as
                // long.
                float value = line[i];
                values[from + i] = value > 0 ? (value < 255 ? value : 255) : 0;
              }
            });
    return values;
  }

  /**
   * A mask of the picture in the square, bilinear with soft edges, 0 around the picture.
   *
   * @return side × side values of 0 to 1, row by row
   * @throws IllegalArgumentException where the mask is not of this letterbox's size
   */
  public float[] mask(Rle mask) {
    checkSize("the mask", mask.height(), mask.width());
    byte[] pixels = mask.pixels();
    float[] values = new float[Math.multiplyExact(side, side)];
    new Warp(inwards(height, top(), Kernel.LINEAR), inwards(width, left(), Kernel.LINEAR))
        .apply(
            new float[1],
            (row, line, at) -> {
              for (int i = 0; i < width; i++) {
                line[at + i] = pixels[row * width + i];
              }
            },
            (row, line) -> System.arraycopy(line, 0, values, row * side, side));
    return values;
  }

  /**
   * A map of the square back on the picture, bicubic (a = −0.75), 0 outside the square.
   *
   * @param map side × side values, row by row
   * @param rows of a grid that covers the picture; its height gives the published inverse warp
   * @param columns of that grid; where it differs from the picture's width, centres of the grid's
   *     cells lie evenly over the picture
   * @return rows × columns values, row by row; bicubic weights may overshoot the map's range
   * @throws IllegalArgumentException where the map is not of this letterbox's size
   */
  public float[] back(float[] map, int rows, int columns) {
    float[] values = new float[Math.multiplyExact(rows, columns)];
    back(
        map,
        rows,
        columns,
        (row, line) -> System.arraycopy(line, 0, values, row * columns, columns));
    return values;
  }

  /**
   * Where such a map, back on the picture, is above a threshold.
   *
   * @param map as in {@link #back}
   * @param rows as there
   * @param columns as there
   * @return a mask of rows × columns
   * @throws IllegalArgumentException where the map is not of this letterbox's size
   */
  public Rle above(float[] map, int rows, int columns, double threshold) {
    byte[] pixels = new byte[Math.multiplyExact(rows, columns)];
    back(
        map,
        rows,
        columns,
        (row, line) -> {
          int from = row * columns;
          for (int i = 0; i < columns; i++) {
            pixels[from + i] = (byte) (line[i] > threshold ? 1 : 0);
          }
        });
    return Rle.ofPixels(rows, columns, pixels);
  }

  private void back(float[] map, int rows, int columns, Warp.Sink sink) {
    if (map.length != side * side) {
      throw new IllegalArgumentException(
          "a map of %d values, expected %d x %d".formatted(map.length, side, side));
    }
    new Warp(outwards(height, rows, top()), outwards(width, columns, left()))
        .apply(
            new float[1],
            (row, line, at) -> System.arraycopy(map, row * side, line, at, side),
            sink);
  }

  /** For each pixel of the square its place on the picture. */
  private Warp.Taps inwards(int pixels, double start, Kernel kernel) {
    return Warp.Taps.of(pixels, side, 1 / scale(), -start / scale(), kernel);
  }

  /** For each cell of a grid over the picture its place on the square. */
  private Warp.Taps outwards(int pixels, int cells, double start) {
    double step = (double) pixels / cells;
    double first = step / 2 - 0.5;
    return Warp.Taps.of(side, cells, scale() * step, scale() * first + start, Kernel.CUBIC);
  }

  private void checkSize(String what, int rows, int columns) {
    if (rows != height || columns != width) {
      throw new IllegalArgumentException(
          "%s is %d x %d pixels, this letterbox is for %d x %d"
              .formatted(what, columns, rows, width, height));
    }
  }
}
