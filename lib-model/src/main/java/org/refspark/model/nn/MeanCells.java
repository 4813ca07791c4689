package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/** The mean over all cells of a map: {@code [N, H, W, C]} to {@code [N, 1, 1, C]}. */
public record MeanCells() implements Kernel {
  @Override
  public String name() {
    return "mean_cells";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], 1, 1, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int channels = (int) in[0].size(3);
    int cells = (int) (in[0].size(1) * in[0].size(2));
    var map = HostArray.buffer(in[0]);
    var mean = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                (int) in[0].size(0),
                n -> {
                  var values = total(map, n * cells, cells, channels);
                  for (int c = 0; c < channels; c++) {
                    values[c] /= cells;
                  }
                  mean.put(n * channels, values);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    float cells = gradIn[0].size(1) * gradIn[0].size(2);
    return Tile.spread(gradOut[0], gradIn[0], 1 / cells);
  }

  /** The sum of neighbouring cells. */
  static float[] total(FloatBuffer map, int first, int cells, int channels) {
    var sum = new double[channels];
    var cell = HostScratch.floats(0, channels);
    for (int i = first; i < first + cells; i++) {
      map.get(i * channels, cell, 0, channels);
      for (int c = 0; c < channels; c++) {
        sum[c] += cell[c];
      }
    }
    var total = new float[channels];
    for (int c = 0; c < channels; c++) {
      total[c] = (float) sum[c];
    }
    return total;
  }
}
