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
  private static final int ROWS = 256;

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
    return HostArray.program(in, out, () -> copy(in, out[0], false));
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return in;
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    // Parts that want no gradient still take their columns.
    var parts = new INDArray[gradIn.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = gradIn[i] == null ? scratch[i] : gradIn[i];
    }
    return HostArray.program(gradOut, gradIn, () -> copy(parts, gradOut[0], true));
  }

  private static void copy(INDArray[] parts, INDArray whole, boolean split) {
    int width = (int) whole.size(1);
    int rows = (int) whole.size(0);
    var buffers = Arrays.stream(parts).map(HostArray::buffer).toArray(FloatBuffer[]::new);
    var all = HostArray.buffer(whole);
    HostLoop.over(
        (rows + ROWS - 1) / ROWS,
        block -> {
          int from = block * ROWS;
          int count = Math.min(ROWS, rows - from);
          var line = new float[count * width];
          if (split) {
            all.get(from * width, line);
          }
          int column = 0;
          for (int i = 0; i < parts.length; i++) {
            int columns = (int) parts[i].size(1);
            move(buffers[i], from, count, columns, line, column, width, split);
            column += columns;
          }
          if (!split) {
            all.put(from * width, line);
          }
        });
  }

  private static void move(
      FloatBuffer part,
      int from,
      int count,
      int columns,
      float[] line,
      int column,
      int width,
      boolean split) {
    var values = new float[count * columns];
    if (!split) {
      part.get(from * columns, values);
    }
    for (int row = 0; row < count; row++) {
      int a = row * columns;
      int b = row * width + column;
      System.arraycopy(
          split ? line : values, split ? b : a, split ? values : line, split ? a : b, columns);
    }
    if (split) {
      part.put(from * columns, values);
    }
  }
}
