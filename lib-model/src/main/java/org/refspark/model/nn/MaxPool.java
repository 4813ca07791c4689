package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;

/**
 * Largest value of each 3×3 window, stride 2, padding 1: {@code [N, H, W, C]} to {@code [N, ⌈H/2⌉,
 * ⌈W/2⌉, C]}.
 */
public record MaxPool() implements Kernel {
  @Override
  public String name() {
    return "max_pool";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], (in[0][1] + 1) / 2, (in[0][2] + 1) / 2, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  private static long[] arguments() {
    return new long[] {3, 3, 2, 2, 1, 1, 1, 1, 0, 0, 1};
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return NativeCall.of("maxpool2d", in[0]).integers(arguments()).into(out);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return NativeCall.of("maxpool2d_bp", in[0], gradOut[0]).integers(arguments()).into(gradIn[0]);
  }
}
