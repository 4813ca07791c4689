package org.refspark.jobs.bench;

import org.refspark.jobs.command.Progress;
import org.refspark.jobs.config.BenchConfig;

/**
 * The same work several times: some to warm up, then those that count.
 *
 * @param warmUp repetitions that do not count: the first ones allocate and compile
 * @param measured repetitions that do
 */
record Repetitions(int warmUp, int measured) {
  /** The work. */
  interface Body {
    /**
     * @param repetition its number, from 0, those to warm up included
     */
    void run(int repetition) throws Exception;
  }

  /**
   * What it took, in milliseconds.
   *
   * @param first the very first repetition, whether it counts or not
   * @param measured those that count
   */
  record Times(double first, double[] measured) {
    Spread spread() {
      return Spread.of(measured);
    }
  }

  static Repetitions of(BenchConfig config) {
    return new Repetitions(config.warmUp(), config.repetitions());
  }

  int all() {
    return warmUp + measured;
  }

  /**
   * Runs the work.
   *
   * @param name for the line of progress
   * @param beforeMeasured runs once, after those to warm up
   */
  Times time(String name, Runnable beforeMeasured, Body body) throws Exception {
    var milliseconds = new double[all()];
    try (var progress = Progress.of(name, "repetitions", all())) {
      for (int i = 0; i < all(); i++) {
        if (i == warmUp) {
          beforeMeasured.run();
        }
        long start = System.nanoTime();
        body.run(i);
        milliseconds[i] = (System.nanoTime() - start) / 1e6;
        progress.advance(1);
      }
    }
    return new Times(
        milliseconds[0], java.util.Arrays.copyOfRange(milliseconds, warmUp, milliseconds.length));
  }
}
