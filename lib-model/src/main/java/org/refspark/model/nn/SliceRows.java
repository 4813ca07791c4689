package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * Some neighbouring rows of each sample: {@code [B, L, C]} to {@code [B, to − from, C]}.
 *
 * @param from first row
 * @param to behind the last row
 */
public record SliceRows(int from, int to) implements Kernel {
  @Override
  public String name() {
    return "slice_rows";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0].length != 3 || from < 0 || to <= from || to > in[0][1]) {
      throw new IllegalArgumentException(
          "rows %d to %d of %s, expected [B, L, C]".formatted(from, to, Arrays.toString(in[0])));
    }
    return new long[][] {{in[0][0], (long) to - from, in[0][2]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int all = (int) (in[0].size(1) * in[0].size(2));
    int some = (int) (out[0].size(1) * out[0].size(2));
    int first = from * (int) in[0].size(2);
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                (int) in[0].size(0), n -> target.put(n * some, source, n * all + first, some)));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int channels = (int) gradIn[0].size(2);
    int all = (int) gradIn[0].size(1) * channels;
    int some = (to - from) * channels;
    var source = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        gradOut,
        gradIn,
        () ->
            HostLoop.over(
                (int) gradIn[0].size(0),
                n -> {
                  int first = from * channels;
                  target.put(n * all, new float[first]);
                  target.put(n * all + first, source, n * some, some);
                  target.put(n * all + first + some, new float[all - first - some]);
                }));
  }
}
