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
      for (int x = 0; x < picture.width(); x++) {
        for (int c = 0; c < 3; c++) {
          float value = picture.rgb()[3 * (y * picture.width() + x) + c] & 0xFF;
          spread(sums, width, y, x, c, value, rowShares, columnShares);
        }
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

  private static void spread(
      float[] sums,
      int width,
      int y,
      int x,
      int c,
      float value,
      float[] rowShares,
      float[] columnShares) {
    int height = sums.length / width / 3;
    int row = first(y, rowShares.length, height);
    int column = first(x, columnShares.length, width);
    for (int dy = 0; dy < 2; dy++) {
      float rowShare = dy == 0 ? rowShares[y] : 1 - rowShares[y];
      for (int dx = 0; dx < 2 && rowShare > 0; dx++) {
        float share = rowShare * (dx == 0 ? columnShares[x] : 1 - columnShares[x]);
        if (share > 0) {
          sums[3 * ((row + dy) * width + column + dx) + c] += share * value;
        }
      }
    }
  }
}
