package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;

/**
 * Rows of a matrix by number: word embedding, the last step of a sequence, sampled anchors. Inputs:
 * x {@code [R, C]}, numbers {@code [K]}. Output: {@code [K, C]}. A row may be taken several times.
 */
public record GatherRows() implements Kernel {
  @Override
  public String name() {
    return "gather_rows";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[1][0], in[0][1]}};
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
    var rows = HostArray.buffer(in[0]);
    var numbers = HostArray.buffer(in[1]);
    var target = HostArray.buffer(out[0]);
    int channels = (int) in[0].size(1);
    int count = (int) in[1].length();
    return HostArray.program(
        in,
        out,
        () -> {
          var result = new float[count * channels];
          for (int k = 0; k < count; k++) {
            rows.get(channels * (int) numbers.get(k), result, k * channels, channels);
          }
          target.put(0, result);
        });
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var numbers = HostArray.buffer(in[1]);
    var gradient = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    int channels = (int) in[0].size(1);
    int count = (int) in[1].length();
    Runnable add =
        HostArray.program(
            new INDArray[] {in[1], gradOut[0], gradIn[0]},
            gradIn,
            () -> {
              var g = new float[channels];
              var sum = new float[channels];
              for (int k = 0; k < count; k++) {
                int at = channels * (int) numbers.get(k);
                gradient.get(k * channels, g);
                target.get(at, sum);
                for (int c = 0; c < channels; c++) {
                  sum[c] += g[c];
                }
                target.put(at, sum);
              }
            });
    return NativeCall.sequence(() -> gradIn[0].assign(0), add);
  }
}
