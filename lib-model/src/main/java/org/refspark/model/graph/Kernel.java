package org.refspark.model.graph;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One operation with its gradient, on arrays of fixed shapes. Both directions are prepared once for
 * the arrays they will always see, and then only run: native calls are built and scratch is laid
 * out at preparation.
 *
 * <p>All arrays are float32, C order, contiguous. Indices travel as floats, exact below 2^24.
 */
public interface Kernel {
  /** Name in graph listings and profiles. */
  String name();

  /** Shapes of the outputs for these shapes of the inputs; throws where the inputs do not fit. */
  long[][] shapes(long[][] inputs);

  /** Prepares the forward direction; the program writes every value of {@code out}. */
  Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch);

  /**
   * Prepares the gradient. The program writes every value of each {@code gradIn} that is not null.
   *
   * @param in the inputs; null where {@link #reads} leaves inputs out
   * @param out the outputs; null where {@link #reads} leaves outputs out
   * @param gradOut gradients of the outputs; null where nothing depends on an output
   * @param gradIn gradients to write; null where an input wants none
   */
  default Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    throw new UnsupportedOperationException(name() + " has no gradient");
  }

  /**
   * Whether a gradient flows back to that input: not to lengths, row numbers, regions, targets, and
   * to no input of what samples, matches or decodes.
   */
  default boolean differentiable(int input) {
    return true;
  }

  /**
   * Which arrays of the forward direction {@link #backward} reads; the others may be reused before
   * it.
   */
  default Reads reads() {
    return Reads.INPUTS_AND_OUTPUTS;
  }

  /** True where the only output is the first input under another shape, without a copy. */
  default boolean view() {
    return false;
  }

  /**
   * How many of the first inputs, each of the first output's shape, may lie where that output does:
   * the forward direction reads a value before it writes there. The output then needs no memory of
   * its own.
   */
  default int overwritable() {
    return 0;
  }

  /** Shapes of temporary arrays of the forward direction. */
  default long[][] forwardScratch(long[][] inputs) {
    return new long[0][];
  }

  /** Shapes of temporary arrays of the gradient. */
  default long[][] backwardScratch(long[][] inputs) {
    return new long[0][];
  }

  /**
   * Multiply-adds of the forward direction; 0 for what is no convolution, matrix product, attention
   * or recurrent cell.
   */
  default long multiplyAdds(long[][] inputs) {
    return 0;
  }

  /** What a gradient reads of the forward direction. */
  enum Reads {
    NOTHING,
    INPUTS,
    OUTPUTS,
    INPUTS_AND_OUTPUTS;

    boolean inputs() {
      return this == INPUTS || this == INPUTS_AND_OUTPUTS;
    }

    boolean outputs() {
      return this == OUTPUTS || this == INPUTS_AND_OUTPUTS;
    }
  }
}
