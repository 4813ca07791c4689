package org.refspark.data.mask;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the column-major runs of row-major pixels by reading rows: a run can start or end only
 * where a pixel differs from the one above it, and eight equal bytes are passed at once.
 */
final class PixelScan {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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
      int start = row * width;
      int column = 0;
      while (column < width) {
        if (width - column >= Long.BYTES
            && (long) EIGHT.get(pixels, start + column)
                == (long) EIGHT.get(pixels, start - width + column)) {
          column += Long.BYTES;
          continue;
        }
        int stop = Math.min(column + Long.BYTES, width);
        for (; column < stop; column++) {
          if ((pixels[start + column] != 0) != (pixels[start - width + column] != 0)) {
            visit(row, column);
          }
        }
      }
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
