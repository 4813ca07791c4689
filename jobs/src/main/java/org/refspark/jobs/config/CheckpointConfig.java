package org.refspark.jobs.config;

import java.time.Duration;

/**
 * Section {@code checkpoint}: what survives a stop.
 *
 * @param everyRounds rounds between checkpoints; the last round always makes one
 * @param keep newest checkpoints that stay
 * @param leaseTimeout silence after which a driver that holds the run directory counts as dead
 */
public record CheckpointConfig(int everyRounds, int keep, Duration leaseTimeout) {
  private static final int SHORTEST_LEASE_SECONDS = 5;

  public CheckpointConfig {
    Allowed.atLeast(1, "every-rounds", everyRounds);
    Allowed.atLeast(1, "keep", keep);
    if (leaseTimeout.toSeconds() < SHORTEST_LEASE_SECONDS) {
      throw new IllegalArgumentException(
          "lease-timeout is %s, expected %d s or more"
              .formatted(leaseTimeout, SHORTEST_LEASE_SECONDS));
    }
  }
}
