package org.refspark.model.weights;

/** Position embeddings of another length: one row a token. */
final class Positions {
  /** Keys' cubic convolution as PyTorch has it. */
  private static final double SHARPNESS = -0.75;

  private Positions() {}

  /** Whether embeddings of that name may change their number of rows so. */
  static boolean fits(String name, long[] from, long[] to) {
    if (!name.endsWith("positional_embedding")
        || from.length != 2
        || to.length != 2
        || from[1] != to[1]) {
      return false;
    }
    return ofPicture(name) ? side(from[0]) > 1 && side(to[0]) > 0 : from[0] > to[0];
  }

  /**
   * Embeddings of a sentence lose their last rows. Those of a picture are a grid behind the row of
   * the class: the grid is resized by cubic convolution, centres of cells aligned, edges repeated.
   */
  static float[] resized(String name, float[] values, long[] from, long[] to) {
    int width = (int) to[1];
    var resized = new float[(int) to[0] * width];
    if (!ofPicture(name)) {
      System.arraycopy(values, 0, resized, 0, resized.length);
      return resized;
    }
    System.arraycopy(values, 0, resized, 0, width);
    int fromSide = side(from[0]);
    int toSide = side(to[0]);
    for (int y = 0; y < toSide; y++) {
      for (int x = 0; x < toSide; x++) {
        int row = 1 + y * toSide + x;
        cell(values, fromSide, (y + 0.5) * fromSide / toSide, (x + 0.5) * fromSide / toSide)
            .into(resized, row * width, width);
      }
    }
    return resized;
  }

  private static boolean ofPicture(String name) {
    return name.contains("visual.");
  }

  /** Side of the grid behind the class's row; 0 where the rows are no square. */
  private static int side(long rows) {
    int side = (int) Math.round(Math.sqrt(rows - 1.0));
    return (long) side * side == rows - 1 ? side : 0;
  }

  private static Taps cell(float[] values, int side, double y, double x) {
    var rows = new int[16];
    var shares = new double[16];
    int top = (int) Math.floor(y - 0.5);
    int left = (int) Math.floor(x - 0.5);
    for (int i = 0; i < 16; i++) {
      int row = top - 1 + i / 4;
      int column = left - 1 + i % 4;
      shares[i] = cubic(y - 0.5 - row) * cubic(x - 0.5 - column);
      rows[i] = 1 + inside(row, side) * side + inside(column, side);
    }
    return new Taps(values, rows, shares);
  }

  private static int inside(int index, int side) {
    return Math.max(0, Math.min(side - 1, index));
  }

  private static double cubic(double distance) {
    double d = Math.abs(distance);
    if (d >= 2) {
      return 0;
    }
    return d <= 1
        ? ((SHARPNESS + 2) * d - (SHARPNESS + 3)) * d * d + 1
        : ((SHARPNESS * d - 5 * SHARPNESS) * d + 8 * SHARPNESS) * d - 4 * SHARPNESS;
  }

  /** The rows that a row is mixed of. */
  private record Taps(float[] values, int[] rows, double[] shares) {
    void into(float[] to, int at, int width) {
      for (int channel = 0; channel < width; channel++) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
          sum += shares[i] * values[rows[i] * width + channel];
        }
        to[at + channel] = (float) sum;
      }
    }
  }
}
