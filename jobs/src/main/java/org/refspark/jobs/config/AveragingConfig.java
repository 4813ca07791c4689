package org.refspark.jobs.config;

import java.time.Duration;

/**
 * Section {@code averaging}: how the logical workers go together.
 *
 * @param workers logical workers; the result depends on them and not on the number of executors
 * @param frequency mini-batches that a worker takes between two averages
 * @param deadline after which a round is given up with a message
 */
public record AveragingConfig(int workers, int frequency, Duration deadline) {
  private static final int MOST_WORKERS = 10_000;

  public AveragingConfig {
    Allowed.between(1, MOST_WORKERS, "workers", workers);
    Allowed.atLeast(1, "frequency", frequency);
    Allowed.positive("deadline", (double) deadline.toMillis());
  }
}
