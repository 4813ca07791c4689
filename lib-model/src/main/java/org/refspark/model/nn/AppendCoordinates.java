package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Two more channels for a map, each cell's column and row from −1 to 1 (Liu et al. 2018,
 * CoordConv): {@code [N, H, W, C]} to {@code [N, H, W, C + 2]}.
 */
public record AppendCoordinates() implements Kernel {
  @Override
  public String name() {
    return "append_coordinates";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], in[0][1], in[0][2], in[0][3] + 2}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int height = (int) in[0].size(1);
    int width = (int) in[0].size(2);
    int channels = (int) in[0].size(3);
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                (int) in[0].size(0) * height,
                row -> {
                  int narrow = width * channels;
                  int wide = width * (channels + 2);
                  var x = HostScratch.floats(0, narrow);
                  var y = HostScratch.floats(1, wide);
                  source.get(row * narrow, x, 0, narrow);
                  for (int column = 0; column < width; column++) {
                    int at = column * (channels + 2);
                    System.arraycopy(x, column * channels, y, at, channels);
                    y[at + channels] = place(column, width);
                    y[at + channels + 1] = place(row % height, height);
                  }
                  target.put(row * wide, y, 0, wide);
                }));
  }

  private static float place(int at, int length) {
    return length == 1 ? -1 : -1 + 2f * at / (length - 1);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int width = (int) gradIn[0].size(2);
    int channels = (int) gradIn[0].size(3);
    var source = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        gradOut,
        gradIn,
        () ->
            HostLoop.over(
                (int) (gradIn[0].size(0) * gradIn[0].size(1)),
                row -> {
                  int narrow = width * channels;
                  int wide = width * (channels + 2);
                  var y = HostScratch.floats(0, wide);
                  var x = HostScratch.floats(1, narrow);
                  source.get(row * wide, y, 0, wide);
                  for (int column = 0; column < width; column++) {
                    System.arraycopy(y, column * (channels + 2), x, column * channels, channels);
                  }
                  target.put(row * narrow, x, 0, narrow);
                }));
  }
}
