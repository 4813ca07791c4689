package org.refspark.jobs.config;

/**
 * What a record's compact constructor demands of its components. Messages begin with the key, which
 * is how {@link ConfigBinder} finds the place where it was set.
 */
public final class Allowed {
  private Allowed() {}

  /** Refuses values below the least. */
  public static void atLeast(long least, String key, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s is %d, expected %d or more".formatted(key, value, least));
    }
  }

  /** Refuses values outside {@code [least, most]}, and NaN. */
  public static void between(double least, double most, String key, double value) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s is %s, expected %s to %s".formatted(key, value, least, most));
    }
  }

  /** Refuses what is not a finite number above zero. */
  public static void positive(String key, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("%s is %s, expected more than 0".formatted(key, value));
    }
  }

  /** Refuses empty and blank text. */
  public static void notBlank(String key, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(key + " is empty, expected a value");
    }
  }
}
