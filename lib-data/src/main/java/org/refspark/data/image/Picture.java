package org.refspark.data.image;

import java.util.Objects;

/**
 * A decoded picture.
 *
 * @param width pixels
 * @param height pixels
 * @param rgb height × width × 3 bytes, row by row, red, green and blue of a pixel together; not
 *     copied
 */
public record Picture(int width, int height, byte[] rgb) {
  public Picture {
    Objects.requireNonNull(rgb, "rgb");
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels with %d bytes, expected width x height x 3"
              .formatted(width, height, rgb.length));
    }
  }

  /** One value, 0 to 255; channel 0 is red, 1 green, 2 blue. */
  public int value(int row, int column, int channel) {
    return rgb[3 * (row * width + column) + channel] & 0xFF;
  }
}
