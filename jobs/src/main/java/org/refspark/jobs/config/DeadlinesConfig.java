package org.refspark.jobs.config;

import java.time.Duration;

/**
 * Section {@code deadlines}: when a job that has not ended is given up with a message. Rounds of
 * training have their own, {@code averaging.deadline}.
 *
 * @param synthesize of drawing one split
 * @param shard of making or checking the shards of a split
 * @param evaluate of evaluating a split
 */
public record DeadlinesConfig(Duration synthesize, Duration shard, Duration evaluate) {
  public DeadlinesConfig {
    Allowed.positive("synthesize", (double) synthesize.toMillis());
    Allowed.positive("shard", (double) shard.toMillis());
    Allowed.positive("evaluate", (double) evaluate.toMillis());
  }
}
