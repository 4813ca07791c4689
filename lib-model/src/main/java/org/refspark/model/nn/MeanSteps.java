package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/**
 * The mean over the valid steps of each sequence. Inputs: states {@code [T, N, C]}, lengths {@code
 * [N]} from 1 to T. Output: {@code [N, C]}.
 */
public record MeanSteps() implements Kernel {
  @Override
  public String name() {
    return "mean_steps";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0].length != 3 || in[1][0] != in[0][1]) {
      throw new IllegalArgumentException(
          "%d lengths do not fit states of %d sequences".formatted(in[1][0], in[0][1]));
    }
    return new long[][] {{in[0][1], in[0][2]}};
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
          var lengths = HostArray.copy(in[1]);
          var states = HostArray.copy(in[0]);
          var mean = new float[Math.toIntExact(out[0].length())];
          int channels = mean.length / lengths.length;
          for (int i = 0; i < states.length; i++) {
            int n = i / channels % lengths.length;
            if (i / mean.length < lengths[n]) {
              mean[i % mean.length] += states[i] / lengths[n];
            }
          }
          HostArray.write(out[0], mean);
        });
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(
        new INDArray[] {in[1], gradOut[0]},
        gradIn,
        () -> {
          var lengths = HostArray.copy(in[1]);
          var gradient = HostArray.copy(gradOut[0]);
          var states = new float[Math.toIntExact(gradIn[0].length())];
          int channels = gradient.length / lengths.length;
          for (int i = 0; i < states.length; i++) {
            int n = i / channels % lengths.length;
            states[i] =
                i / gradient.length < lengths[n] ? gradient[i % gradient.length] / lengths[n] : 0;
          }
          HostArray.write(gradIn[0], states);
        });
  }
}
