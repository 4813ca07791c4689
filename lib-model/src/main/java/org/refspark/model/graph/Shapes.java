package org.refspark.model.graph;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arithmetic on shapes. */
public final class Shapes {
  private Shapes() {}

  /** Number of values of an array of that shape. */
  public static long length(long... shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** All leading dimensions as one: the rows R of an array seen as {@code [R, C]}. */
  public static long rows(long... shape) {
    return length(shape) / shape[shape.length - 1];
  }

  /** The same array as {@code [R, C]}, its last dimension kept. */
  public static INDArray asRows(INDArray array) {
    return view(array, 0, rows(array.shape()), array.size(array.rank() - 1));
  }

  /**
   * Part of a contiguous array, from a position of it, as a contiguous array on the same memory.
   */
  public static INDArray view(INDArray array, long position, long... shape) {
    return Nd4j.create(
        array.data(), shape, Nd4j.getStrides(shape, 'c'), array.offset() + position, 'c');
  }
}
