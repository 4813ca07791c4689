package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/** x·σ(1.702·x), any shape: what CLIP's transformers use (Radford et al. 2021, their code). */
public record QuickGelu() implements Kernel {
  private static final float SLOPE = 1.702f;

  @Override
  public String name() {
    return "quick_gelu";
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
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return Elementwise.program(
        in[0],
        in[0],
        out[0],
        (x, slope, count) -> {
          sigmoid(slope, slope, count);
          for (int i = 0; i < count; i++) {
            x[i] *= slope[i];
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
        (g, x, count) -> {
          var s = HostScratch.floats(2, count);
          sigmoid(x, s, count);
          for (int i = 0; i < count; i++) {
            g[i] *= s[i] * (1 + SLOPE * x[i] * (1 - s[i]));
          }
        });
  }

  /** σ(1.702·x). */
  private static void sigmoid(float[] x, float[] result, int count) {
    for (int i = 0; i < count; i++) {
      result[i] = -SLOPE * x[i];
    }
    FloatExp.replace(result, 0, count);
    for (int i = 0; i < count; i++) {
      result[i] = 1 / (1 + result[i]);
    }
  }
}
