package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/** Rows and columns swapped: {@code [B, M, N]} to {@code [B, N, M]}, for small matrices. */
public record Transpose() implements Kernel {
  @Override
  public String name() {
    return "transpose";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], in[0][2], in[0][1]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.program(in, out, () -> swap(in[0], out[0]));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(gradOut, gradIn, () -> swap(gradOut[0], gradIn[0]));
  }

  private static void swap(INDArray from, INDArray to) {
    int rows = (int) from.size(1);
    int columns = (int) from.size(2);
    var source = HostArray.buffer(from);
    var target = HostArray.buffer(to);
    HostLoop.over(
        (int) from.size(0),
        n -> {
          var values = new float[rows * columns];
          var swapped = new float[values.length];
          source.get(n * values.length, values);
          for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
              swapped[column * rows + row] = values[row * columns + column];
            }
          }
          target.put(n * values.length, swapped);
        });
  }
}
