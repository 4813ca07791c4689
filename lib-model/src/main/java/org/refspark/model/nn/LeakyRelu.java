package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;

/**
 * x where x is positive, slope·x elsewhere; any shape.
 *
 * @param slope of the negative side, above 0, below 1
 */
public record LeakyRelu(double slope) implements Kernel {
  public LeakyRelu {
    if (!(slope > 0 && slope < 1)) {
      throw new IllegalArgumentException("slope is " + slope + ", expected between 0 and 1");
    }
  }

  @Override
  public String name() {
    return "leaky_relu";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone()};
  }

  /** The sign of y is the sign of x. */
  @Override
  public Reads reads() {
    return Reads.OUTPUTS;
  }

  @Override
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return Elementwise.program(
        in[0], in[0], out[0], (x, same, count) -> Rectifier.apply(x, count, (float) slope));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return Elementwise.program(
        gradOut[0],
        out[0],
        gradIn[0],
        (gradient, y, count) -> Rectifier.gradient(y, gradient, count, (float) slope));
  }
}
