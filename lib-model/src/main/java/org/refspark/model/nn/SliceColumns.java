package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/**
 * Some neighbouring channels: {@code [..., C]} to {@code [..., to − from]}.
 *
 * @param from first channel
 * @param to behind the last channel
 */
public record SliceColumns(int from, int to) implements Kernel {
  @Override
  public String name() {
    return "slice_columns";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var shape = in[0].clone();
    if (from < 0 || to <= from || to > shape[shape.length - 1]) {
      throw new IllegalArgumentException(
          "channels %d to %d of %d".formatted(from, to, shape[shape.length - 1]));
    }
    shape[shape.length - 1] = (long) to - from;
    return new long[][] {shape};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.program(in, out, () -> copy(in[0], out[0], true));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(gradOut, gradIn, () -> copy(gradIn[0], gradOut[0], false));
  }

  private void copy(INDArray wide, INDArray narrow, boolean cut) {
    int channels = (int) wide.size(wide.rank() - 1);
    int width = to - from;
    var all = cut ? HostArray.copy(wide) : new float[Math.toIntExact(wide.length())];
    var some = cut ? new float[Math.toIntExact(narrow.length())] : HostArray.copy(narrow);
    for (int row = 0; row * width < some.length; row++) {
      int a = row * channels + from;
      int b = row * width;
      System.arraycopy(cut ? all : some, cut ? a : b, cut ? some : all, cut ? b : a, width);
    }
    HostArray.write(cut ? narrow : wide, cut ? some : all);
  }
}
