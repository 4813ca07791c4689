package org.refspark.model.optim;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Scales a gradient down to a largest norm.
 *
 * <p>ND4J's own norm of a long vector sums float32 per thread: it is off by a per cent at 20
 * million values and its bits depend on the number of threads. Here rows of fixed length are summed
 * each by one thread, and the rows in order in double.
 */
final class GradientClip {
  private static final int ROW = 512;
  // The reference adds it to the norm against division by zero.
  private static final double EPSILON = 1e-6;

  private final double largestNorm;
  private final long rows;
  private final INDArray rowSums;

  GradientClip(double largestNorm, long length) {
    this.largestNorm = largestNorm;
    this.rows = length / ROW;
    this.rowSums = Nd4j.zeros(DataType.FLOAT, Math.max(1, rows));
  }

  /** Multiplies the gradient by {@code min(1, largestNorm / (norm + 1e-6))}. */
  void apply(INDArray gradient) {
    double factor = largestNorm / (norm(gradient) + EPSILON);
    if (!(factor >= 1)) {
      gradient.muli(factor);
    }
  }

  /** The Euclidean norm of the whole gradient. */
  double norm(INDArray gradient) {
    double sum = 0;
    if (rows > 0) {
      var head = gradient.get(NDArrayIndex.interval(0, rows * ROW));
      Nd4j.exec(new SquaredNorm(head.reshape('c', rows, ROW), rowSums, 1));
      for (float rowSum : rowSums.toFloatVector()) {
        sum += rowSum;
      }
    }
    for (long i = rows * ROW; i < gradient.length(); i++) {
      double value = gradient.getFloat(i);
      sum += value * value;
    }
    return Math.sqrt(sum);
  }
}
