package org.refspark.model.boxes;

/**
 * Anchors of a feature pyramid: in every cell of every level one box for each ratio, its centre on
 * the cell's top left corner. An anchor of size s and ratio r is s/√r wide and s·√r high.
 */
public final class AnchorGenerator {
  private final int[] strides;
  private final int[] sizes;
  private final float[] ratios;

  /**
   * @param strides pixels between cells, by level
   * @param sizes square root of an anchor's area in pixels, by level
   * @param ratios height over width of the anchors of a cell
   * @throws IllegalArgumentException where strides and sizes differ in number
   */
  public AnchorGenerator(int[] strides, int[] sizes, float[] ratios) {
    if (strides.length != sizes.length) {
      throw new IllegalArgumentException(
          "Each level needs a stride and a size, but there are %d strides and %d sizes"
              .formatted(strides.length, sizes.length));
    }
    this.strides = strides.clone();
    this.sizes = sizes.clone();
    this.ratios = ratios.clone();
  }

  /** Anchors in each cell. */
  public int anchorsPerCell() {
    return ratios.length;
  }

  /**
   * How many anchors each level has.
   *
   * @param rows cells of a column, by level
   * @param columns cells of a row, by level
   */
  public int[] counts(int[] rows, int[] columns) {
    if (rows.length != strides.length || columns.length != strides.length) {
      throw new IllegalArgumentException(
          "There are %d levels, but grids of %d heights and %d widths"
              .formatted(strides.length, rows.length, columns.length));
    }
    var counts = new int[rows.length];
    for (int level = 0; level < counts.length; level++) {
      counts[level] = rows[level] * columns[level] * ratios.length;
    }
    return counts;
  }

  /**
   * All anchors, ordered by level, row, column, ratio.
   *
   * @param rows cells of a column, by level
   * @param columns cells of a row, by level
   */
  public float[] anchors(int[] rows, int[] columns) {
    int total = 0;
    for (int count : counts(rows, columns)) {
      total += count;
    }
    var anchors = new float[4 * total];
    int next = 0;
    for (int level = 0; level < rows.length; level++) {
      for (int row = 0; row < rows[level]; row++) {
        for (int column = 0; column < columns[level]; column++) {
          for (float ratio : ratios) {
            float x = column * strides[level];
            float y = row * strides[level];
            float halfWidth = (float) (0.5 * sizes[level] / Math.sqrt(ratio));
            float halfHeight = (float) (0.5 * sizes[level] * Math.sqrt(ratio));
            anchors[next++] = x - halfWidth;
            anchors[next++] = y - halfHeight;
            anchors[next++] = x + halfWidth;
            anchors[next++] = y + halfHeight;
          }
        }
      }
    }
    return anchors;
  }
}
