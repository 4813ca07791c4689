package org.refspark.model.boxes;

/** Area, overlap and clipping of boxes; the package says how boxes lie in an array. */
public final class Boxes {
  private Boxes() {}

  /**
   * How many boxes an array holds.
   *
   * @throws IllegalArgumentException where the length is no multiple of 4
   */
  public static int count(float[] boxes) {
    if (boxes.length % 4 != 0) {
      throw new IllegalArgumentException(
          "Boxes take 4 numbers each (x1, y1, x2, y2), but the array has " + boxes.length);
    }
    return boxes.length / 4;
  }

  /** Area of box {@code i} in square pixels; 0 where the box is empty or turned inside out. */
  public static float area(float[] boxes, int i) {
    float width = boxes[4 * i + 2] - boxes[4 * i];
    float height = boxes[4 * i + 3] - boxes[4 * i + 1];
    return width > 0 && height > 0 ? width * height : 0;
  }

  /** Intersection over union of box {@code i} of {@code a} and box {@code j} of {@code b}. */
  public static float iou(float[] a, int i, float[] b, int j) {
    return iou(a, i, area(a, i), b, j, area(b, j));
  }

  /** As {@link #iou(float[], int, float[], int)}, with the areas known already. */
  static float iou(float[] a, int i, float areaA, float[] b, int j, float areaB) {
    int p = 4 * i;
    int q = 4 * j;
    // Most pairs are disjoint, in no predictable direction: one branch on four signs finds that in
    // half the time of four comparisons.
    int signs =
        Float.floatToRawIntBits(a[p + 2] - b[q])
            | Float.floatToRawIntBits(b[q + 2] - a[p])
            | Float.floatToRawIntBits(a[p + 3] - b[q + 1])
            | Float.floatToRawIntBits(b[q + 3] - a[p + 1]);
    if (signs < 0) {
      return 0;
    }
    float width = Math.min(a[p + 2], b[q + 2]) - Math.max(a[p], b[q]);
    float height = Math.min(a[p + 3], b[q + 3]) - Math.max(a[p + 1], b[q + 1]);
    if (!(width > 0 && height > 0)) {
      return 0;
    }
    float intersection = width * height;
    return intersection / (areaA + areaB - intersection);
  }

  /**
   * Intersection over union of every pair.
   *
   * @return N×M numbers, row by row, for N boxes {@code a} and M boxes {@code b}
   */
  public static float[] iouMatrix(float[] a, float[] b) {
    int rows = count(a);
    int columns = count(b);
    var matrix = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      float area = area(a, i);
      for (int j = 0; j < columns; j++) {
        matrix[i * columns + j] = iou(a, i, area, b, j, area(b, j));
      }
    }
    return matrix;
  }

  /** The parts of the boxes inside a picture; a box that lies outside becomes empty. */
  public static float[] clip(float[] boxes, float width, float height) {
    var clipped = boxes.clone();
    for (int i = 0; i < count(boxes); i++) {
      clipInPlace(clipped, i, width, height);
    }
    return clipped;
  }

  static void clipInPlace(float[] boxes, int i, float width, float height) {
    int p = 4 * i;
    boxes[p] = Math.min(Math.max(boxes[p], 0), width);
    boxes[p + 1] = Math.min(Math.max(boxes[p + 1], 0), height);
    boxes[p + 2] = Math.min(Math.max(boxes[p + 2], 0), width);
    boxes[p + 3] = Math.min(Math.max(boxes[p + 3], 0), height);
  }

  /** The boxes at the given places, in that order. */
  public static float[] pick(float[] boxes, int[] indices) {
    var picked = new float[4 * indices.length];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(boxes, 4 * indices[i], picked, 4 * i, 4);
    }
    return picked;
  }
}
