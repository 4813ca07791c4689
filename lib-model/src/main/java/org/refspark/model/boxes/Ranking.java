package org.refspark.model.boxes;

import java.util.Arrays;

/** Indices by descending score; equal scores by ascending index, NaN last. */
final class Ranking {
  private Ranking() {}

  static int[] descending(float[] scores) {
    return top(scores, 0, scores.length, scores.length);
  }

  /** The {@code k} best (or fewer) of the indices from {@code from} to {@code to}, exclusive. */
  static int[] top(float[] scores, int from, int to, int k) {
    // Score and index in one number: it sorts without boxing, and no two are equal.
    var keys = new long[to - from];
    for (int i = from; i < to; i++) {
      keys[i - from] = ((long) ~ascending(scores[i]) << 32) | i;
    }
    int count = Math.min(k, keys.length);
    if (count < keys.length) {
      gatherSmallest(keys, count);
    }
    Arrays.sort(keys, 0, count);
    var indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) keys[i];
    }
    return indices;
  }

  /** An integer that orders as the float does; −0 equals 0. */
  private static int ascending(float score) {
    int bits = Float.floatToIntBits(Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score + 0f);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  /** Brings the {@code count} smallest keys to the front, in any order (Hoare's selection). */
  private static void gatherSmallest(long[] keys, int count) {
    int low = 0;
    int high = keys.length - 1;
    while (low < high) {
      long pivot = keys[(low + high) >>> 1];
      int i = low;
      int j = high;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = keys[i];
          keys[i++] = keys[j];
          keys[j--] = swapped;
        }
      }
      if (count <= j) {
        high = j;
      } else if (count >= i) {
        low = i;
      } else {
        return;
      }
    }
  }
}
