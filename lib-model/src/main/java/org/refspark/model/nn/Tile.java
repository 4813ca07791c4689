package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * One vector for all cells of a map: {@code [N, 1, 1, C]} to {@code [N, H, W, C]}.
 *
 * @param height H
 * @param width W
 */
public record Tile(int height, int width) implements Kernel {
  @Override
  public String name() {
    return "tile";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0].length != 4 || in[0][1] != 1 || in[0][2] != 1) {
      throw new IllegalArgumentException("only maps of one cell are tiled");
    }
    return new long[][] {{in[0][0], height, width, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return spread(in[0], out[0], 1);
  }

  /** A program that writes a multiple of each sample's vector to all of its cells. */
  static Runnable spread(INDArray vectors, INDArray map, float factor) {
    int channels = (int) map.size(3);
    int line = (int) map.size(2) * channels;
    int rows = (int) map.size(1);
    var from = HostArray.buffer(vectors);
    var to = HostArray.buffer(map);
    return HostArray.program(
        new INDArray[] {vectors},
        new INDArray[] {map},
        () ->
            HostLoop.over(
                (int) map.size(0) * rows,
                row -> {
                  var values = HostScratch.floats(0, line);
                  from.get(row / rows * channels, values, 0, channels);
                  for (int i = 0; i < channels; i++) {
                    values[i] *= factor;
                  }
                  for (int i = channels; i < line; i++) {
                    values[i] = values[i - channels];
                  }
                  to.put(row * line, values, 0, line);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int channels = (int) gradIn[0].size(3);
    int cells = height * width;
    var map = HostArray.buffer(gradOut[0]);
    var vectors = HostArray.buffer(gradIn[0]);
    return HostArray.program(
        gradOut,
        gradIn,
        () ->
            HostLoop.over(
                (int) gradIn[0].size(0),
                n -> vectors.put(n * channels, MeanCells.total(map, n * cells, cells, channels))));
  }
}
