package org.refspark.model.clip;

/** What numbers of a configuration must fulfil. */
final class Sizes {
  private Sizes() {}

  static void atLeastOne(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if ((int) namesAndValues[i + 1] < 1) {
        throw new IllegalArgumentException(
            "%s is %s, expected at least 1".formatted(namesAndValues[i], namesAndValues[i + 1]));
      }
    }
  }

  static void divides(String name, int part, String whole, int value) {
    if (value % part != 0) {
      throw new IllegalArgumentException(
          "%s is %d, expected a divisor of %s, which is %d".formatted(name, part, whole, value));
    }
  }
}
