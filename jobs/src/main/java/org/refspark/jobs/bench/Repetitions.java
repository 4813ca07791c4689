package org.refspark.jobs.bench;

import java.time.Duration;
import java.util.Arrays;
import org.refspark.jobs.command.Progress;
import org.refspark.jobs.config.BenchConfig;

/**
 * The same work several times: some to warm up, then those that count.
 *
 * @param warmUp repetitions that do not count: the first ones allocate and compile
 * @param measured repetitions that do
 * @param leastWarmUp those to warm up are done again from the first until they have taken so long
 */
record Repetitions(int warmUp, int measured, Duration leastWarmUp) {
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

  /** Of whole jobs, whose users meet them cold. */
  static Repetitions ofJobs(BenchConfig config) {
    return new Repetitions(config.warmUp(), config.repetitions(), Duration.ZERO);
  }

  /** Of a network's work, which goes on for hours where it is used. */
  static Repetitions ofNetwork(BenchConfig config) {
    return new Repetitions(config.warmUp(), config.repetitions(), config.warmUpTime());
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
      long began = System.nanoTime();
      for (int i = 0; i < all(); i++) {
        if (i == warmUp) {
          for (int again = 0; warmUp > 0 && since(began) < leastWarmUp.toNanos(); again++) {
            body.run(again % warmUp);
          }
          beforeMeasured.run();
        }
        long start = System.nanoTime();
        body.run(i);
        milliseconds[i] = since(start) / 1e6;
        progress.advance(1);
      }
    }
    return new Times(milliseconds[0], Arrays.copyOfRange(milliseconds, warmUp, all()));
  }

  private static long since(long nanoseconds) {
    return System.nanoTime() - nanoseconds;
  }
}
