package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * Matrices of equal height side by side: {@code [R, C1], [R, C2], …} to {@code [R, C1 + C2 + …]}.
 */
public record ConcatColumns() implements Kernel {
  private static final int ROWS = 64;

  @Override
  public String name() {
    return "concat_columns";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long columns = 0;
    for (var shape : in) {
      if (shape.length != 2 || shape[0] != in[0][0]) {
        throw new IllegalArgumentException(
            "matrices of equal height go side by side, not " + Arrays.deepToString(in));
      }
      columns += shape[1];
    }
    return new long[][] {{in[0][0], columns}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var columns = Arrays.stream(in).mapToInt(part -> (int) part.size(1)).toArray();
    return HostArray.program(in, out, copies(in, columns, out[0], false));
  }

  /** A row of each part: parts that want no gradient still have their columns. */
  @Override
  public long[][] backwardScratch(long[][] in) {
    return Arrays.stream(in).map(shape -> new long[] {1, shape[1]}).toArray(long[][]::new);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var columns = Arrays.stream(scratch).mapToInt(row -> (int) row.size(1)).toArray();
    return HostArray.program(gradOut, gradIn, copies(gradIn, columns, gradOut[0], true));
  }

  /** Copies parts into the whole, or the whole into those parts that are not null. */
  private static Runnable copies(INDArray[] parts, int[] columns, INDArray whole, boolean split) {
    int rows = (int) whole.size(0);
    int width = (int) whole.size(1);
    var all = HostArray.buffer(whole);
    var buffers =
        Arrays.stream(parts)
            .map(part -> part == null ? null : HostArray.buffer(part))
            .toArray(FloatBuffer[]::new);
    return () ->
        HostLoop.over(
            (rows + ROWS - 1) / ROWS,
            block -> {
              for (int row = block * ROWS; row < Math.min(rows, (block + 1) * ROWS); row++) {
                copyRow(buffers, columns, all, row * width, row, split);
              }
            });
  }

  private static void copyRow(
      FloatBuffer[] parts, int[] columns, FloatBuffer whole, int at, int row, boolean split) {
    int position = at;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] != null && split) {
        parts[i].put(row * columns[i], whole, position, columns[i]);
      } else if (parts[i] != null) {
        whole.put(position, parts[i], row * columns[i], columns[i]);
      }
      position += columns[i];
    }
  }
}
