package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;

/** 1 / (1 + e^−x), any shape. */
public record Sigmoid() implements Kernel {
  @Override
  public String name() {
    return "sigmoid";
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
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return NativeCall.of("sigmoid", in[0]).into(out);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return Elementwise.program(
        gradOut[0],
        out[0],
        gradIn[0],
        (gradient, y, count) -> {
          for (int i = 0; i < count; i++) {
            gradient[i] *= y[i] * (1 - y[i]);
          }
        });
  }
}
