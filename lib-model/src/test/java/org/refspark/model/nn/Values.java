package org.refspark.model.nn;

import java.util.Random;

/** Values for tests. */
final class Values {
  private Values() {}

  /** Different values in ±1, none near zero or near another, in random order. */
  static float[] apart(int count) {
    var values = new float[count];
    float distance = 2f / count;
    for (int i = 0; i < count; i++) {
      values[i] = (i + 0.5f) * distance - 1;
    }
    var random = new Random(count);
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
    return values;
  }

  /** Random values in ±1. */
  static float[] random(int count, long seed) {
    var random = new Random(seed);
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }
}
