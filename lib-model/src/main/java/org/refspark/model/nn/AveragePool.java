package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Mean of each 2×2 window, stride 2: {@code [N, H, W, C]} to {@code [N, ⌊H/2⌋, ⌊W/2⌋, C]}. An odd
 * last row or column is left out.
 */
public record AveragePool() implements Kernel {
  @Override
  public String name() {
    return "average_pool";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0][1] < 2 || in[0][2] < 2) {
      throw new IllegalArgumentException(
          "a map of %d×%d is too small for windows of 2×2".formatted(in[0][1], in[0][2]));
    }
    return new long[][] {{in[0][0], in[0][1] / 2, in[0][2] / 2, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int channels = (int) in[0].size(3);
    int height = (int) out[0].size(1);
    int fine = (int) in[0].size(2) * channels;
    int coarse = (int) out[0].size(2) * channels;
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    int odd = (int) in[0].size(1) - 2 * height;
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                (int) out[0].size(0) * height,
                row -> {
                  var two = HostScratch.floats(0, 2 * fine);
                  var mean = HostScratch.floats(1, coarse);
                  source.get((2 * row + row / height * odd) * fine, two, 0, 2 * fine);
                  for (int i = 0; i < fine; i++) {
                    two[i] += two[fine + i];
                  }
                  for (int x = 0; x < coarse; x += channels) {
                    for (int c = x; c < x + channels; c++) {
                      mean[c] = (two[x + c] + two[x + c + channels]) * 0.25f;
                    }
                  }
                  target.put(row * coarse, mean, 0, coarse);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int channels = (int) gradIn[0].size(3);
    int height = (int) gradIn[0].size(1);
    int pairs = height / 2;
    int fine = (int) gradIn[0].size(2) * channels;
    int coarse = (int) gradOut[0].size(2) * channels;
    var source = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        gradOut,
        gradIn,
        () ->
            HostLoop.over(
                (int) gradIn[0].size(0) * height,
                row -> {
                  var spread = new float[fine];
                  int y = row % height / 2;
                  if (y < pairs) {
                    var mean = HostScratch.floats(0, coarse);
                    source.get((row / height * pairs + y) * coarse, mean, 0, coarse);
                    for (int x = 0; x < coarse; x += channels) {
                      for (int c = x; c < x + channels; c++) {
                        spread[x + c] = mean[c] * 0.25f;
                        spread[x + c + channels] = mean[c] * 0.25f;
                      }
                    }
                  }
                  target.put(row * fine, spread);
                }));
  }
}
