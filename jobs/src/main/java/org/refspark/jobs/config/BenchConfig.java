package org.refspark.jobs.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Section {@code bench}: what is measured, and how often.
 *
 * @param repetitions that are measured
 * @param warmUp repetitions before them, which are not: the first ones allocate and compile
 * @param warmUpTime that networks are warmed up for at least, by the same repetitions again
 * @param batch pictures of a training step
 * @param expressions of each picture; where it is not set, one in a training step and all in
 *     answers
 * @param parameters that rounds average, one after the other
 * @param stepTime that a step of their networks takes, which do nothing
 * @param workers logical workers of rounds, one after the other; where it is not set, those that
 *     the task is about
 * @param pictures of the smallest split; the others have 4 and 16 times as many
 */
public record BenchConfig(
    int repetitions,
    int warmUp,
    Duration warmUpTime,
    int batch,
    Optional<Integer> expressions,
    List<Integer> parameters,
    Duration stepTime,
    Optional<List<Integer>> workers,
    Optional<Integer> pictures) {
  /** Enough generated pictures have so many. */
  private static final int MOST_EXPRESSIONS = 16;

  private static final int MOST_SECONDS = 3600;
  private static final int MOST_WORKERS = 1000;
  private static final int MOST_PICTURES = 100_000;

  public BenchConfig {
    parameters = List.copyOf(parameters);
    workers = workers.map(List::copyOf);
    Allowed.between(1, 10_000, "repetitions", repetitions);
    Allowed.between(0, 10_000, "warm-up", warmUp);
    Allowed.between(0, MOST_SECONDS, "warm-up-time", warmUpTime.toSeconds());
    Allowed.between(1, 1024, "batch", batch);
    expressions.ifPresent(n -> Allowed.between(1, MOST_EXPRESSIONS, "expressions", n));
    parameters.forEach(n -> Allowed.between(2, Integer.MAX_VALUE - 8, "parameters", n));
    Allowed.between(0, MOST_SECONDS, "step-time", stepTime.toSeconds());
    workers.ifPresent(all -> all.forEach(n -> Allowed.between(1, MOST_WORKERS, "workers", n)));
    pictures.ifPresent(n -> Allowed.between(1, MOST_PICTURES, "pictures", n));
  }
}
