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

  /** Σ a·b. */
  static double dot(float[] a, int at, float[] b, int bt, int count) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      s0 += a[at + i] * b[bt + i];
      s1 += a[at + i + 1] * b[bt + i + 1];
      s2 += a[at + i + 2] * b[bt + i + 2];
      s3 += a[at + i + 3] * b[bt + i + 3];
    }
    for (; i < count; i++) {
      s0 += a[at + i] * b[bt + i];
    }
    return s0 + s1 + (s2 + s3);
  }
}
