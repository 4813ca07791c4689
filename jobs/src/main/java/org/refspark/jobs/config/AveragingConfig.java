package org.refspark.jobs.config;

import java.time.Duration;

/**
 * Section {@code averaging}: how the logical workers go together.
 *
 * @param workers logical workers; the result depends on them and not on the number of executors
 * @param frequency mini-batches that a worker takes between two averages
 * @param deadline after which a round is given up with a message
 * @param notFinite what becomes of a round whose loss or weights are no longer numbers
 */
public record AveragingConfig(int workers, int frequency, Duration deadline, NotFinite notFinite) {
  private static final int MOST_WORKERS = 10_000;

  /** What becomes of a round that cannot count. */
  public enum Policy {
    /** The command ends; the last checkpoint is whole. */
    STOP,
    /** Its examples are left out, no step is counted. */
    SKIP,
    /** It is run again at a lower learning rate, which stays. */
    LOWER_RATE
  }

  /**
   * @param then what becomes of such a round
   * @param rateFactor of the learning rate, each time that it is lowered
   * @param most such rounds of a run, after which it ends whatever the policy
   */
  public record NotFinite(Policy then, double rateFactor, int most) {
    /** The command ends. */
    public static final NotFinite STOPS = new NotFinite(Policy.STOP, 0.5, 5);

    public NotFinite {
      Allowed.positive("rate-factor", rateFactor);
      Allowed.between(0, 1, "rate-factor", rateFactor);
      Allowed.atLeast(0, "most", most);
    }
  }

  public AveragingConfig {
    Allowed.between(1, MOST_WORKERS, "workers", workers);
    Allowed.atLeast(1, "frequency", frequency);
    Allowed.positive("deadline", (double) deadline.toMillis());
  }
}
