package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/** Nearest-neighbour doubling of both sides: {@code [N, H, W, C]} to {@code [N, 2H, 2W, C]}. */
public record Upsample() implements Kernel {
  @Override
  public String name() {
    return "upsample";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], 2 * in[0][1], 2 * in[0][2], in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int width = (int) in[0].size(2);
    int channels = (int) in[0].size(3);
    int rows = (int) (in[0].size(0) * in[0].size(1));
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                rows,
                row -> {
                  var values = new float[width * channels];
                  var doubled = new float[2 * values.length];
                  source.get(row * values.length, values);
                  for (int x = 0; x < 2 * width; x++) {
                    System.arraycopy(values, x / 2 * channels, doubled, x * channels, channels);
                  }
                  target.put(2 * row * doubled.length, doubled);
                  target.put((2 * row + 1) * doubled.length, doubled);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int width = (int) gradIn[0].size(2);
    int channels = (int) gradIn[0].size(3);
    int rows = (int) (gradIn[0].size(0) * gradIn[0].size(1));
    var source = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        gradOut,
        gradIn,
        () ->
            HostLoop.over(
                rows,
                row -> {
                  var doubled = new float[4 * width * channels];
                  source.get(row * doubled.length, doubled);
                  var values = new float[width * channels];
                  for (int half = 0; half < 4 * width; half++) {
                    int to = half % (2 * width) / 2 * channels;
                    for (int c = 0; c < channels; c++) {
                      values[to + c] += doubled[half * channels + c];
                    }
                  }
                  target.put(row * values.length, values);
                }));
  }
}
