package org.refspark.model;

/** A model that says what its work costs: for benchmarks and profiles. */
public interface Measurable {
  /** A training step of the largest batch that the model was built for. */
  Work training();

  /**
   * Answering: one picture is seen, one pass of expressions is asked, and, where masks are made
   * apart, one pass of masks is made; passes are the largest that were needed so far.
   */
  Work answering();
}
