package org.refspark.model.metrics;

/** COCO's classes of size, by area in pixels; both bounds belong to the class. */
public enum CocoArea {
  ALL(0, 0, 1e10),
  SMALL(1, 0, 32 * 32),
  MEDIUM(2, 32 * 32, 96 * 96),
  LARGE(3, 96 * 96, 1e10);

  /** Place among the classes. */
  final int index;

  private final double least;
  private final double most;

  CocoArea(int index, double least, double most) {
    this.index = index;
    this.least = least;
    this.most = most;
  }

  boolean contains(double area) {
    return area >= least && area <= most;
  }
}
