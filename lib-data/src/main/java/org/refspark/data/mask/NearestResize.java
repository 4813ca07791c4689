package org.refspark.data.mask;

import java.util.Arrays;

/** Resizing of run lists by index maps, column by column. */
final class NearestResize {
  private NearestResize() {}

  static Rle of(int height, int width, int[] ends, int[] rowMap, int[] columnMap) {
    int[] firstRow = firstOutputRows(height, rowMap);
    int[] firstRun = firstRuns(height, width, ends);
    var runs = new Runs(ends.length);
    for (int column = 0; column < columnMap.length; column++) {
      int source = columnMap[column];
      if (source < 0 || source >= width) {
        throw outside("column", column, source, width);
      }
      int offset = column * rowMap.length;
      int from = source * height;
      int to = from + height;
      for (int run = firstRun[source]; run < ends.length && ends[run - 1] < to; run += 2) {
        int top = Math.max(ends[run - 1], from) - from;
        int bottom = Math.min(ends[run], to) - from;
        runs.add(offset + firstRow[top], offset + firstRow[bottom]);
      }
    }
    return runs.build(rowMap.length, columnMap.length);
  }

  /** By input row (and one beyond) the first output row that is taken from it or from below. */
  private static int[] firstOutputRows(int height, int[] rowMap) {
    int[] first = new int[height + 1];
    int next = 0;
    for (int row = 0; row < rowMap.length; row++) {
      int source = rowMap[row];
      if (source < 0 || source >= height) {
        throw outside("row", row, source, height);
      }
      if (row > 0 && source < rowMap[row - 1]) {
        throw new IllegalArgumentException(
            "row map falls at %d from %d to %d, expected rising rows"
                .formatted(row, rowMap[row - 1], source));
      }
      for (; next <= source; next++) {
        first[next] = row;
      }
    }
    Arrays.fill(first, next, first.length, rowMap.length);
    return first;
  }

  /** By input column the first run of ones that ends inside it or later. */
  private static int[] firstRuns(int height, int width, int[] ends) {
    int[] first = new int[width];
    int run = 1;
    for (int column = 0; column < width; column++) {
      while (run < ends.length && ends[run] <= column * height) {
        run += 2;
      }
      first[column] = run;
    }
    return first;
  }

  private static IllegalArgumentException outside(String axis, int at, int index, int size) {
    return new IllegalArgumentException(
        "%s map at %d points to %d, expected 0 to %d".formatted(axis, at, index, size - 1));
  }
}
