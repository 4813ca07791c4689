package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
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
    return HostArray.program(in, out, () -> move(in[0], out[0], HostArray.copy(in[1]), true));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(
        new INDArray[] {in[1], gradOut[0]},
        gradIn,
        () -> move(gradIn[0], gradOut[0], HostArray.copy(in[1]), false));
  }

  private void move(INDArray wide, INDArray narrow, float[] classes, boolean cut) {
    int channels = (int) wide.size(wide.rank() - 1);
    int rows = Math.toIntExact(wide.length() / channels / classes.length);
    var all = HostArray.buffer(wide);
    var some = HostArray.buffer(narrow);
    HostLoop.over(
        classes.length,
        q -> {
          var sample = HostScratch.floats(0, rows * channels);
          var picked = HostScratch.floats(1, rows * width);
          (cut ? all : some)
              .get(
                  q * rows * (cut ? channels : width),
                  cut ? sample : picked,
                  0,
                  rows * (cut ? channels : width));
          Arrays.fill(cut ? picked : sample, 0, rows * (cut ? width : channels), 0);
          int column = width * (int) classes[q];
          for (int row = 0; row < rows && column < channels; row++) {
            int a = row * channels + column;
            int b = row * width;
            System.arraycopy(
                cut ? sample : picked, cut ? a : b, cut ? picked : sample, cut ? b : a, width);
          }
          (cut ? some : all)
              .put(
                  q * rows * (cut ? width : channels),
                  cut ? picked : sample,
                  0,
                  rows * (cut ? width : channels));
        });
  }
}
