package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;

/** max(0, x), any shape. */
public record Relu() implements Kernel {
  @Override
  public String name() {
    return "relu";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone()};
  }

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
    return NativeCall.of("relu", in[0]).reals(0).into(out);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return Elementwise.program(
        gradOut[0],
        out[0],
        gradIn[0],
        (gradient, y, count) -> Rectifier.gradient(y, gradient, count, 0));
  }
}
