package org.refspark.model;

/** A model that says what its work costs: for benchmarks and profiles. */
public interface Measurable {
  /** A training step of the largest batch that the model was built for. */
  Work training();

  /**
   * Answering: what the picture that was answered last took to see, with every pass of expressions
   * and of masks that was run for it. Nothing where none has been answered.
   */
  Work answering();
}
