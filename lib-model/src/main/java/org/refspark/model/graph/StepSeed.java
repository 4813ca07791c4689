package org.refspark.model.graph;

import java.util.SplittableRandom;

/**
 * The seed of the step that runs now. Each kernel draws from its own stream, so that order does not
 * matter.
 */
public final class StepSeed {
  private long value;

  /** Sets the seed before a run. */
  public void set(long seed) {
    this.value = seed;
  }

  /** A stream of random numbers for one kernel of this step. */
  public SplittableRandom stream(long kernel) {
    return new SplittableRandom(value * 0x9E3779B97F4A7C15L + kernel * 0xD1B54A32D192ED03L);
  }
}
