package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;

/**
 * ln(p / (1 − p)), any shape: what a probability is as a logit. Probabilities are kept within 10^−6
 * and 1 − 10^−6; beyond, the gradient is 0.
 */
public record Logit() implements Kernel {
  private static final float LEAST = 1e-6f;

  @Override
  public String name() {
    return "logit";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return Elementwise.program(
        in[0],
        in[0],
        out[0],
        (p, same, count) -> {
          for (int i = 0; i < count; i++) {
            double kept = Math.max(LEAST, Math.min(1 - LEAST, p[i]));
            p[i] = (float) Math.log(kept / (1 - kept));
          }
        });
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return Elementwise.program(
        gradOut[0],
        in[0],
        gradIn[0],
        (gradient, p, count) -> {
          for (int i = 0; i < count; i++) {
            boolean inside = p[i] > LEAST && p[i] < 1 - LEAST;
            gradient[i] = inside ? gradient[i] / (p[i] * (1 - p[i])) : 0;
          }
        });
  }
}
