package org.refspark.model.lts;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/** Steps of sequences to sequences of steps: {@code [L, N, C]} to {@code [N, L, C]}. */
record SequencesFirst() implements Kernel {
  @Override
  public String name() {
    return "sequences_first";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][1], in[0][0], in[0][2]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return swap(in[0], out[0]);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return swap(gradOut[0], gradIn[0]);
  }

  private static Runnable swap(INDArray from, INDArray to) {
    int a = (int) from.size(0);
    int b = (int) from.size(1);
    int channels = (int) from.size(2);
    return HostArray.program(
        new INDArray[] {from},
        new INDArray[] {to},
        () -> {
          var source = HostArray.copy(from);
          var target = new float[source.length];
          for (int i = 0; i < a * b; i++) {
            int j = i % b * a + i / b;
            System.arraycopy(source, i * channels, target, j * channels, channels);
          }
          HostArray.write(to, target);
        });
  }
}
