package org.refspark.model.clip;

/** First part of all names, and the optimiser's groups. */
final class Clip {
  static final String PART = "clip";
  static final String BIAS = PART + "-bias";

  private Clip() {}
}
