package org.refspark.data.mask;

import java.util.Arrays;

/**
 * Collects runs of ones in rising order, joining those that touch, and walks pairs of run lists. A
 * run list holds the ends of alternating runs of zeros and ones.
 */
final class Runs {
  private int[] ends;
  private int length;

  Runs(int expected) {
    this.ends = new int[Math.max(16, expected)];
  }

  /** Adds the pixels from start up to, but without, end; start is never before the last end. */
  void add(int start, int end) {
    if (start >= end) {
      return;
    }
    if (length > 0 && ends[length - 1] == start) {
      ends[length - 1] = end;
      return;
    }
    if (ends.length - length < 2) {
      ends = Arrays.copyOf(ends, ends.length * 2);
    }
    ends[length++] = start;
    ends[length++] = end;
  }

  Rle build(int height, int width) {
    return Rle.ofEnds(height, width, close(height * width));
  }

  private int[] close(int pixels) {
    boolean closed = length > 0 && ends[length - 1] == pixels;
    int[] result = Arrays.copyOf(ends, closed ? length : length + 1);
    result[result.length - 1] = pixels;
    return result;
  }

  static long shared(int[] a, int[] b) {
    long sum = 0;
    int i = 1;
    int j = 1;
    while (i < a.length && j < b.length) {
      int overlap = Math.min(a[i], b[j]) - Math.max(a[i - 1], b[j - 1]);
      sum += Math.max(overlap, 0);
      if (a[i] < b[j]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return sum;
  }

  static Runs intersection(int[] a, int[] b) {
    var runs = new Runs(Math.min(a.length, b.length));
    int i = 1;
    int j = 1;
    while (i < a.length && j < b.length) {
      runs.add(Math.max(a[i - 1], b[j - 1]), Math.min(a[i], b[j]));
      if (a[i] < b[j]) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return runs;
  }

  static Runs union(int[] a, int[] b) {
    var runs = new Runs(a.length + b.length);
    int i = 1;
    int j = 1;
    int covered = 0;
    while (i < a.length || j < b.length) {
      boolean takeA = j >= b.length || (i < a.length && a[i - 1] <= b[j - 1]);
      int start = takeA ? a[i - 1] : b[j - 1];
      int end = takeA ? a[i] : b[j];
      // what an earlier run covered is in the result already
      runs.add(Math.max(start, covered), end);
      covered = Math.max(covered, end);
      if (takeA) {
        i += 2;
      } else {
        j += 2;
      }
    }
    return runs;
  }

  /** The run list without empty runs, except a first one of zeros; the same array if it is so. */
  static int[] canonical(int[] ends) {
    boolean canonical = ends.length > 0;
    for (int i = 1; i < ends.length; i++) {
      canonical &= ends[i] != ends[i - 1];
    }
    if (canonical) {
      return ends;
    }
    var runs = new Runs(ends.length);
    for (int i = 1; i < ends.length; i += 2) {
      runs.add(ends[i - 1], ends[i]);
    }
    return runs.close(ends.length == 0 ? 0 : ends[ends.length - 1]);
  }
}
