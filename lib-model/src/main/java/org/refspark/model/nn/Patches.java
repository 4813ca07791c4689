package org.refspark.model.nn;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * Squares of a map as rows: {@code [N, H, W, C]} to {@code [N, ⌊H/P⌋, ⌊W/P⌋, P·P·C]}, in the order
 * of a convolution's weight {@code [P, P, C, O]}. A rest at the right and the lower end is left
 * out.
 *
 * @param side P
 */
public record Patches(int side) implements Kernel {
  @Override
  public String name() {
    return "patches";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0][1] < side || in[0][2] < side) {
      throw new IllegalArgumentException(
          "a map of %d×%d holds no patch of %d×%d".formatted(in[0][1], in[0][2], side, side));
    }
    return new long[][] {
      {in[0][0], in[0][1] / side, in[0][2] / side, (long) side * side * in[0][3]}
    };
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return program(
        in, out, in[0], out[0], (map, at, rows, to, count) -> rows.put(to, map, at, count));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var copy =
        program(
            gradOut,
            gradIn,
            gradIn[0],
            gradOut[0],
            (map, at, rows, to, count) -> map.put(at, rows, to, count));
    return () -> {
      gradIn[0].assign(0);
      copy.run();
    };
  }

  /** Copies one line of a patch, either way. */
  private interface Line {
    void copy(FloatBuffer map, int at, FloatBuffer rows, int to, int count);
  }

  private Runnable program(
      INDArray[] reads, INDArray[] writes, INDArray map, INDArray rows, Line line) {
    int count = side * (int) map.size(3);
    int mapLine = (int) (map.size(2) * map.size(3));
    int height = (int) map.size(1);
    int down = (int) rows.size(1);
    int across = (int) rows.size(2);
    var pixels = HostArray.buffer(map);
    var patches = HostArray.buffer(rows);
    return HostArray.program(
        reads,
        writes,
        () ->
            HostLoop.over(
                (int) rows.size(0) * down,
                row -> {
                  int top = row / down * height + row % down * side;
                  for (int y = 0; y < side; y++) {
                    for (int x = 0; x < across; x++) {
                      int to = ((row * across + x) * side + y) * count;
                      line.copy(pixels, (top + y) * mapLine + x * count, patches, to, count);
                    }
                  }
                }));
  }
}
