package org.refspark.data.image;

/**
 * Undoes the filters of PNG's rows (PNG, section 9): each byte was replaced by its difference from
 * what its neighbours let expect.
 */
final class PngFilter {
  private static final int SUB = 1;
  private static final int UP = 2;
  private static final int AVERAGE = 3;
  private static final int PAETH = 4;

  private PngFilter() {}

  /**
   * Undoes one row in place.
   *
   * @param filter 0 to 4
   * @param at where the row's samples start
   * @param above holds the row above, undone; zeros for the first row
   * @param aboveAt where that row's samples start
   * @param length bytes of a row
   * @param step bytes from a value to its neighbour's
   */
  static void undo(
      int filter, byte[] rows, int at, byte[] above, int aboveAt, int length, int step) {
    switch (filter) {
      case SUB -> {
        for (int i = step; i < length; i++) {
          rows[at + i] += rows[at + i - step];
        }
      }
      case UP -> {
        for (int i = 0; i < length; i++) {
          rows[at + i] += above[aboveAt + i];
        }
      }
      case AVERAGE -> {
        for (int i = 0; i < length; i++) {
          int left = i < step ? 0 : rows[at + i - step] & 0xFF;
          rows[at + i] += (byte) ((left + (above[aboveAt + i] & 0xFF)) / 2);
        }
      }
      case PAETH -> {
        for (int i = 0; i < length; i++) {
          int left = i < step ? 0 : rows[at + i - step] & 0xFF;
          int corner = i < step ? 0 : above[aboveAt + i - step] & 0xFF;
          rows[at + i] += (byte) nearest(left, above[aboveAt + i] & 0xFF, corner);
        }
      }
      default -> {
        // Filter 0 leaves the row as it is.
      }
    }
  }

  /** Of left, up and corner the one nearest to left + up − corner; the earlier of equals. */
  private static int nearest(int left, int up, int corner) {
    int toLeft = Math.abs(up - corner);
    int toUp = Math.abs(left - corner);
    int toCorner = Math.abs(left + up - 2 * corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
