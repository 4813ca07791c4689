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
    var columnEnds = ends(picture.width(), width);
    for (int y = 0; y < picture.height(); y++) {
      int row = first(y, picture.height(), height);
      add(picture, y, rowShares[y], columnShares, columnEnds, sums, row * width);
      if (rowShares[y] < 1) {
        add(picture, y, 1 - rowShares[y], columnShares, columnEnds, sums, (row + 1) * width);
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

  /** For each new pixel, the first old one that begins behind it. */
  private static int[] ends(int in, int out) {
    var ends = new int[out];
    for (int i = 0; i < in; i++) {
      ends[first(i, in, out)] = i + 1;
    }
    return ends;
  }

  private static int first(int i, int in, int out) {
    return (int) ((long) i * out / in);
  }

  /**
   * Adds a share of an old row to the new row that begins at a pixel of the sums. The sums of a new
   * pixel stay in registers meanwhile.
   */
  private static void add(
      Picture picture,
      int y,
      float rowShare,
      float[] columnShares,
      int[] columnEnds,
      float[] sums,
      int rowStart) {
    byte[] rgb = picture.rgb();
    int from = 3 * y * picture.width();
    int at = 3 * rowStart;
    int x = 0;
    // What the last old pixel of a new one leaves for the next.
    float left = 0;
    for (int end : columnEnds) {
      float red = sums[at];
      float green = sums[at + 1];
      float blue = sums[at + 2];
      if (left > 0) {
        red += left * (rgb[from - 3] & 0xFF);
        green += left * (rgb[from - 2] & 0xFF);
        blue += left * (rgb[from - 1] & 0xFF);
      }
      for (; x < end; x++, from += 3) {
        float share = rowShare * columnShares[x];
        red += share * (rgb[from] & 0xFF);
        green += share * (rgb[from + 1] & 0xFF);
        blue += share * (rgb[from + 2] & 0xFF);
      }
      left = rowShare * (1 - columnShares[x - 1]);
      sums[at++] = red;
      sums[at++] = green;
      sums[at++] = blue;
    }
  }
}
