package org.refspark.jobs.bench;

/**
 * One thing that was measured.
 *
 * @param name what it is
 * @param setting for which case
 * @param unit of the values
 * @param median of the repetitions
 * @param least of the repetitions
 * @param most of the repetitions
 */
record Figure(String name, String setting, String unit, double median, double least, double most) {

  static Figure of(String name, String setting, String unit, Spread spread) {
    return new Figure(name, setting, unit, spread.median(), spread.least(), spread.most());
  }

  /** What is there once only, such as a peak. */
  static Figure single(String name, String setting, String unit, double value) {
    return new Figure(name, setting, unit, value, value, value);
  }
}
