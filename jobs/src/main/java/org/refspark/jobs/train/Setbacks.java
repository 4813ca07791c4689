package org.refspark.jobs.train;

import java.io.Serializable;

/**
 * Rounds whose loss or weights were no longer numbers, and what followed from them.
 *
 * @param rejected how many attempts of rounds did not count, since the run began
 * @param rateFactor of the scheduled learning rate from now on; 1 where it was never lowered
 */
public record Setbacks(int rejected, double rateFactor) implements Serializable {
  static final Setbacks NONE = new Setbacks(0, 1);

  /** One more. */
  Setbacks another() {
    return new Setbacks(rejected + 1, rateFactor);
  }

  /** With a lower rate from now on. */
  Setbacks lower(double factor) {
    return new Setbacks(rejected, rateFactor * factor);
  }
}
