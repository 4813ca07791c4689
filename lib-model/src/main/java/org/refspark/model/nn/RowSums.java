package org.refspark.model.nn;

/**
 * Sums over a stretch of an array. Several partial sums run side by side: one alone waits for each
 * addition to end before the next can start.
 */
final class RowSums {
  private RowSums() {}

  /** Σ a. */
  static double sum(float[] a, int at, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[at + i];
      s1 += a[at + i + 1];
      s2 += a[at + i + 2];
      s3 += a[at + i + 3];
    }
    for (; i < count; i++) {
      s0 += a[at + i];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** Σ a·b over the same stretch of two arrays. */
  static double dot(float[] a, float[] b, int at, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = at;
    for (; i + 3 < at + count; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < at + count; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
