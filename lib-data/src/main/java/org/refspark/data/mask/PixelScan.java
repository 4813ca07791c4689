package org.refspark.data.mask;

import java.util.Arrays;

/**
 * Finds the column-major runs of row-major pixels by reading rows: a run can start or end only
 * where a pixel differs from the one above it, and eight equal bytes are passed at once.
 */
final class PixelScan {
  private final int height;
  private final int width;
  private final byte[] pixels;

  /** By column: first the number of changes, then the place of the next change in the result. */
  private final int[] places;

  private int[] ends;

  private PixelScan(int height, int width, byte[] pixels) {
    this.height = height;
    this.width = width;
    this.pixels = pixels;
    this.places = new int[width];
  }

  static Rle scan(int height, int width, byte[] pixels) {
    if (height == 0 || width == 0) {
      return Rle.empty(height, width);
    }
    var scan = new PixelScan(height, width, pixels);
    scan.visitChanges();
    int total = 0;
    for (int column = 0; column < width; column++) {
      int changes = scan.places[column];
      scan.places[column] = total;
      total += changes;
    }
    scan.ends = new int[total + 1];
    scan.visitChanges();
    scan.ends[total] = height * width;
    return Rle.ofEnds(height, width, scan.ends);
  }

  private void visitChanges() {
    visitFirstRow();
    for (int row = 1; row < height; row++) {
      visitRow(row);
    }
  }

  private void visitRow(int row) {
    int start = row * width;
    int end = start + width;
    int at = start;
    while (at < end) {
      int equal = Arrays.mismatch(pixels, at, end, pixels, at - width, end - width);
      if (equal < 0) {
        return;
      }
      at += equal;
      // two values that both mean inside differ without a change
      if ((pixels[at] != 0) != (pixels[at - width] != 0)) {
        visit(row, at - start);
      }
      at++;
    }
  }

  /** Above a column's first pixel, in column-major order, lies the last of the column before. */
  private void visitFirstRow() {
    boolean before = false;
    int lastRow = (height - 1) * width;
    for (int column = 0; column < width; column++) {
      if ((pixels[column] != 0) != before) {
        visit(0, column);
      }
      before = pixels[lastRow + column] != 0;
    }
  }

  private void visit(int row, int column) {
    int place = places[column]++;
    if (ends != null) {
      ends[place] = column * height + row;
    }
  }
}
