package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * A row in front of each sample's rows. Inputs: the row, {@code [C]} for all samples or {@code [B,
 * C]}; rows {@code [B, L, C]}. Output: {@code [B, 1 + L, C]}.
 */
public record PrependRow() implements Kernel {
  @Override
  public String name() {
    return "prepend_row";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long[] own = {in[1][0], in[1][2]};
    long[] common = {in[1][2]};
    if (!Arrays.equals(in[0], own) && !Arrays.equals(in[0], common)) {
      throw new IllegalArgumentException(
          "a row %s in front of rows %s, expected %s or %s"
              .formatted(
                  Arrays.toString(in[0]),
                  Arrays.toString(in[1]),
                  Arrays.toString(common),
                  Arrays.toString(own)));
    }
    return new long[][] {{in[1][0], in[1][1] + 1, in[1][2]}};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int channels = (int) in[1].size(2);
    int rest = (int) in[1].size(1) * channels;
    int step = in[0].rank() == 1 ? 0 : channels;
    var row = HostArray.buffer(in[0]);
    var rows = HostArray.buffer(in[1]);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                (int) in[1].size(0),
                n -> {
                  int at = n * (channels + rest);
                  target.put(at, row, n * step, channels);
                  target.put(at + channels, rows, n * rest, rest);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int channels = (int) gradOut[0].size(2);
    int all = (int) gradOut[0].size(1) * channels;
    int samples = (int) gradOut[0].size(0);
    var source = HostArray.buffer(gradOut[0]);
    var rows = gradIn[1] == null ? null : HostArray.buffer(gradIn[1]);
    return HostArray.program(
        gradOut,
        gradIn,
        () -> {
          if (gradIn[0] != null) {
            HostArray.write(gradIn[0], rowGradient(gradOut[0], in[0].rank() == 1));
          }
          if (rows != null) {
            int rest = all - channels;
            HostLoop.over(samples, n -> rows.put(n * rest, source, n * all + channels, rest));
          }
        });
  }

  private static float[] rowGradient(INDArray gradOut, boolean common) {
    int samples = (int) gradOut.size(0);
    int channels = (int) gradOut.size(2);
    int all = (int) gradOut.size(1) * channels;
    var source = HostArray.buffer(gradOut);
    var gradient = new float[common ? channels : samples * channels];
    var one = new float[channels];
    for (int n = 0; n < samples; n++) {
      source.get(n * all, one);
      for (int c = 0; c < channels; c++) {
        gradient[common ? c : n * channels + c] += one[c];
      }
    }
    return gradient;
  }
}
