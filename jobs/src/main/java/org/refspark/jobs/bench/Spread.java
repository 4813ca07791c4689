package org.refspark.jobs.bench;

import java.util.Arrays;

/**
 * Where repeated measurements lie.
 *
 * @param median of them; between the two in the middle where their number is even
 * @param least of them
 * @param most of them
 */
record Spread(double median, double least, double most) {
  /** Of at least one measurement. */
  static Spread of(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Each value times a factor. */
  Spread times(double factor) {
    return new Spread(median * factor, least * factor, most * factor);
  }

  /** Each value and a further one. */
  Spread plus(double more) {
    return new Spread(median + more, least + more, most + more);
  }

  /** How much is done in one unit of the measured time: the least time gives the most. */
  Spread rate(double amount) {
    return new Spread(amount / median, amount / most, amount / least);
  }
}
