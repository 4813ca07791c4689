package org.refspark.model.optim;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Updates the trainable head of a flat parameter vector in place; all memory of the past lies in
 * the flat state.
 */
public interface Optimizer {
  /** Values of state that {@link #update} needs; 0 where it needs none. */
  long stateLength();

  /**
   * One update.
   *
   * @param parameters the flat vector; its trainable head changes, buffers behind it do not
   * @param gradient of the trainable head; may be changed (clipping)
   * @param state of {@link #stateLength()} values, zero before the first update
   * @param iteration updates made before this one, from 0
   * @param rateFactor of the learning rate; 1 for the rate as scheduled
   */
  void update(
      INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor);
}
