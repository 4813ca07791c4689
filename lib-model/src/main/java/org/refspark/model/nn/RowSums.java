package org.refspark.model.nn;

import org.refspark.model.graph.HostScratch;

/**
 * Sums over a stretch of an array: sixteen values are added in float32, what they give in float64.
 * One sum alone would wait for each addition to end before the next can start.
 */
final class RowSums {
  private static final int SLOT = 3;

  private RowSums() {}

  /** Σ a. */
  static double sum(float[] a, int at, int count) {
    double total = 0;
    int end = at + count;
    int i = at;
    for (; i + 15 < end; i += 16) {
      float s0 = a[i] + a[i + 1];
      float s1 = a[i + 2] + a[i + 3];
      float s2 = a[i + 4] + a[i + 5];
      float s3 = a[i + 6] + a[i + 7];
      float s4 = a[i + 8] + a[i + 9];
      float s5 = a[i + 10] + a[i + 11];
      float s6 = a[i + 12] + a[i + 13];
      float s7 = a[i + 14] + a[i + 15];
      total += (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
    }
    for (; i < end; i++) {
      total += a[i];
    }
    return total;
  }

  /** Σ a·b over the same stretch of two arrays. Uses the thread's last scratch buffer. */
  static double dot(float[] a, float[] b, int at, int count) {
    var products = HostScratch.floats(SLOT, at + count);
    for (int i = at; i < at + count; i++) {
      products[i] = a[i] * b[i];
    }
    return sum(products, at, count);
  }
}
