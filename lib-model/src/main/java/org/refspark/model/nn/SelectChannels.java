package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/**
 * The channels of one class of each sample. Inputs: x {@code [Q, ..., K·width]}, class {@code [Q]}
 * (a class of K or more gives zeros). Output: {@code [Q, ..., width]}.
 *
 * @param width channels of a class
 */
public record SelectChannels(int width) implements Kernel {
  @Override
  public String name() {
    return "select_channels";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var shape = in[0].clone();
    shape[shape.length - 1] = width;
    return new long[][] {shape};
  }

  @Override
  public boolean differentiable(int input) {
    return input == 0;
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.program(
        in,
        out,
        () -> {
          var all = HostArray.copy(in[0]);
          var some = new float[Math.toIntExact(out[0].length())];
          move(HostArray.copy(in[1]), in[0], all, some, true);
          HostArray.write(out[0], some);
        });
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(
        new INDArray[] {in[1], gradOut[0]},
        gradIn,
        () -> {
          var all = new float[Math.toIntExact(in[0].length())];
          move(HostArray.copy(in[1]), in[0], all, HostArray.copy(gradOut[0]), false);
          HostArray.write(gradIn[0], all);
        });
  }

  private void move(float[] classes, INDArray x, float[] all, float[] some, boolean out) {
    int channels = (int) x.size(x.rank() - 1);
    int rows = all.length / channels / classes.length;
    for (int q = 0; q < classes.length; q++) {
      int column = (int) classes[q] * width;
      for (int row = q * rows; row < (q + 1) * rows && column < channels; row++) {
        int a = row * channels + column;
        int b = row * width;
        System.arraycopy(out ? all : some, out ? a : b, out ? some : all, out ? b : a, width);
      }
    }
  }
}
