package org.refspark.data.image;

import org.refspark.data.mask.Rle;

/**
 * The two published rules of nearest-neighbour resizing. They differ in a few rows and columns,
 * which matters for masks of thin strokes.
 */
public enum Nearest {
  /**
   * Pixel centres map to pixel centres: output o takes input ⌊(o + ½) · in / out⌋. PIL's NEAREST;
   * Zou et al. resize drawings so.
   */
  PIXEL_CENTRES {
    @Override
    void fill(int[] map, int in) {
      // PIL adds the step up; where a centre falls on a border, its rounding decides.
      double step = (double) in / map.length;
      double place = step * 0.5;
      for (int output = 0; output < map.length; output++) {
        map[output] = Math.min(in - 1, (int) place);
        place += step;
      }
    }
  },

  /**
   * First and last pixels map to each other: output o takes input ⌊o · (in − 1) / (out − 1) + ½⌋.
   * {@code scipy.ndimage.zoom(order=0)}; Zou et al. resize masks so.
   */
  CORNERS {
    @Override
    void fill(int[] map, int in) {
      double step = map.length == 1 ? 0 : (in - 1.0) / (map.length - 1.0);
      for (int output = 0; output < map.length; output++) {
        map[output] = (int) Math.floor(output * step + 0.5);
      }
    }
  };

  abstract void fill(int[] map, int in);

  /**
   * Which input row (or column) each output row (or column) takes.
   *
   * @param in rows of the input, 1 or more
   * @param out rows of the output, 1 or more
   * @return {@code out} indices in 0 … in − 1, not decreasing
   */
  public int[] map(int in, int out) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "resizing %d to %d pixels, expected 1 or more".formatted(in, out));
    }
    int[] map = new int[out];
    fill(map, in);
    return map;
  }

  /** A mask at another size. */
  public Rle resize(Rle mask, int height, int width) {
    return mask.resizedNearest(map(mask.height(), height), map(mask.width(), width));
  }

  /** A picture at another size. */
  public Picture resize(Picture picture, int height, int width) {
    int[] rows = map(picture.height(), height);
    int[] columns = map(picture.width(), width);
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    int at = 0;
    for (int row : rows) {
      for (int column : columns) {
        int from = 3 * (row * picture.width() + column);
        rgb[at++] = picture.rgb()[from];
        rgb[at++] = picture.rgb()[from + 1];
        rgb[at++] = picture.rgb()[from + 2];
      }
    }
    return new Picture(width, height, rgb);
  }
}
