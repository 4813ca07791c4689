package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/** Every second value of both sides: {@code [N, H, W, C]} to {@code [N, ⌈H/2⌉, ⌈W/2⌉, C]}. */
public record Subsample() implements Kernel {
  @Override
  public String name() {
    return "subsample";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], (in[0][1] + 1) / 2, (in[0][2] + 1) / 2, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return program(in, out, in[0], out[0], true);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return program(gradOut, gradIn, gradIn[0], gradOut[0], false);
  }

  private static Runnable program(
      INDArray[] reads, INDArray[] writes, INDArray large, INDArray small, boolean down) {
    var fine = HostArray.buffer(large);
    var coarse = HostArray.buffer(small);
    int channels = (int) large.size(3);
    return HostArray.program(
        reads,
        writes,
        () -> {
          var all = new float[Math.toIntExact(large.length())];
          var some = new float[Math.toIntExact(small.length())];
          (down ? fine : coarse).get(0, down ? all : some);
          for (int i = 0; i < some.length; i += channels) {
            int cell = i / channels;
            int x = cell % (int) small.size(2);
            int y = cell / (int) small.size(2) % (int) small.size(1);
            int n = cell / (int) (small.size(1) * small.size(2));
            int at = (int) ((n * large.size(1) + 2L * y) * large.size(2) + 2L * x) * channels;
            System.arraycopy(
                down ? all : some, down ? at : i, down ? some : all, down ? i : at, channels);
          }
          (down ? coarse : fine).put(0, down ? some : all);
        });
  }
}
