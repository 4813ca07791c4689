package org.refspark.data.image;

/**
 * Shrinks pictures by averaging the pixels under each new one, so that thin strokes fade instead of
 * breaking up.
 */
public final class AreaAverage {
  private AreaAverage() {}

  /** The picture at a size of at most its own. */
  public static Picture resize(Picture picture, int height, int width) {
    if (height > picture.height() || width > picture.width()) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels cannot be averaged to the larger %d x %d"
              .formatted(picture.width(), picture.height(), width, height));
    }
    var sums = new float[height * width * 3];
    var rowShares = shares(picture.height(), height);
    var columnShares = shares(picture.width(), width);
    for (int y = 0; y < picture.height(); y++) {
      int row = first(y, picture.height(), height);
      add(picture, y, rowShares[y], columnShares, sums, row * width, width);
      if (rowShares[y] < 1) {
        add(picture, y, 1 - rowShares[y], columnShares, sums, (row + 1) * width, width);
      }
    }
    float area = (float) height * width / ((float) picture.height() * picture.width());
    var rgb = new byte[sums.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.min(255, Math.round(sums[i] * area));
    }
    return new Picture(width, height, rgb);
  }

  /**
   * For each old pixel, how much of it falls into the new pixel where it begins; the rest falls
   * into the next.
   */
  private static float[] shares(int in, int out) {
    var shares = new float[in];
    for (int i = 0; i < in; i++) {
      long end = (first(i, in, out) + 1L) * in;
      shares[i] = (float) Math.min(1, (end - (long) i * out) / (double) out);
    }
    return shares;
  }

  private static int first(int i, int in, int out) {
    return (int) ((long) i * out / in);
  }

  /** Adds a share of an old row to the new row that begins at a pixel of the sums. */
  private static void add(
      Picture picture,
      int y,
      float rowShare,
      float[] columnShares,
      float[] sums,
      int rowStart,
      int width) {
    byte[] rgb = picture.rgb();
    int from = 3 * y * picture.width();
    for (int x = 0; x < columnShares.length; x++, from += 3) {
      int at = 3 * (rowStart + first(x, columnShares.length, width));
      float share = rowShare * columnShares[x];
      float next = rowShare * (1 - columnShares[x]);
      for (int c = 0; c < 3; c++) {
        sums[at + c] += share * (rgb[from + c] & 0xFF);
      }
      if (next > 0) {
        for (int c = 3; c < 6; c++) {
          sums[at + c] += next * (rgb[from + c - 3] & 0xFF);
        }
      }
    }
  }
}
