package org.refspark.jobs.config;

/**
 * Section {@code bench}: what is measured, and how often.
 *
 * @param repetitions that are measured
 * @param warmUp repetitions before them, which are not: the first ones allocate and compile
 * @param batch pictures of a training step
 * @param expressions of each picture
 */
public record BenchConfig(int repetitions, int warmUp, int batch, int expressions) {
  /** Generated pictures have at least so many. */
  private static final int MOST_EXPRESSIONS = 8;

  public BenchConfig {
    Allowed.between(1, 10_000, "repetitions", repetitions);
    Allowed.between(0, 10_000, "warm-up", warmUp);
    Allowed.between(1, 1024, "batch", batch);
    Allowed.between(1, MOST_EXPRESSIONS, "expressions", expressions);
  }
}
