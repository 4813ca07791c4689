package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * Convolution without bias. Inputs: x {@code [N, H, W, I]}, weight {@code [K, K, I, O]}. Output:
 * {@code [N, H', W', O]} with H' = ⌊(H + 2·padding − K) / stride⌋ + 1. There is no dilation:
 * libnd4j's oneDNN convolution refuses every one but 1.
 *
 * @param kernel K
 * @param stride of both directions
 * @param padding zeros on each side
 */
public record Conv2d(int kernel, int stride, int padding) implements Kernel {
  @Override
  public String name() {
    return "conv2d";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0][3] != in[1][2] || in[1][0] != kernel || in[1][1] != kernel) {
      throw new IllegalArgumentException(
          "convolution %d×%d of %d channels with a weight of %d×%d for %d channels"
              .formatted(kernel, kernel, in[0][3], in[1][0], in[1][1], in[1][2]));
    }
    return new long[][] {{in[0][0], side(in[0][1]), side(in[0][2]), in[1][3]}};
  }

  private long side(long size) {
    long free = size + 2L * padding - kernel;
    if (free < 0) {
      throw new IllegalArgumentException(
          "a side of %d cells with padding %d is smaller than the kernel of %d"
              .formatted(size, padding, kernel));
    }
    return free / stride + 1;
  }

  /** Of libnd4j's convolution and of its gradient. */
  long[] arguments() {
    return new long[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 1, 0};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public long multiplyAdds(long[][] in) {
    // Each value of the output is a sum over K·K·I taps.
    return Shapes.length(shapes(in)[0]) * in[1][0] * in[1][1] * in[1][2];
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return NativeCall.of("conv2d", in)
        .integers(arguments())
        .multiplyAdds(multiplyAdds(new long[][] {in[0].shape(), in[1].shape()}))
        .into(out);
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return new ConvGradient(this, in[0], in[1], shapes(in)[0]).scratch();
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return new ConvGradient(this, in[0].shape(), in[1].shape(), gradOut[0].shape())
        .program(in[0], in[1], gradOut[0], gradIn[0], gradIn[1], scratch);
  }
}
