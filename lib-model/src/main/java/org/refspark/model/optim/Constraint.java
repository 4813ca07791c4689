package org.refspark.model.optim;

/** What a configured value must be; broken ones are named with what is allowed. */
final class Constraint {
  private Constraint() {}

  static void that(boolean holds, String key, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("%s is %s, must be %s".formatted(key, value, allowed));
    }
  }

  /** False for NaN and infinities too. */
  static boolean isNotNegative(double value) {
    return value >= 0 && value < Double.POSITIVE_INFINITY;
  }

  static boolean isPositive(double value) {
    return value > 0 && value < Double.POSITIVE_INFINITY;
  }

  static boolean isShare(double value) {
    return value >= 0 && value < 1;
  }
}
