package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;

/**
 * Four channels blocks of a cell become a square of 2×2 cells: {@code [N, H, W, 4·C]} to {@code [N,
 * 2H, 2W, C]}; block 2·i + j goes to row i, column j. After a linear layer this is the 2×2
 * transposed convolution of stride 2.
 */
public record PixelShuffle() implements Kernel {
  @Override
  public String name() {
    return "pixel_shuffle";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {{in[0][0], 2 * in[0][1], 2 * in[0][2], in[0][3] / 4}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.program(in, out, () -> move(in[0], out[0], true));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return HostArray.program(gradOut, gradIn, () -> move(gradIn[0], gradOut[0], false));
  }

  private static void move(INDArray deep, INDArray wide, boolean forward) {
    int width = (int) deep.size(2);
    int channels = (int) wide.size(3);
    var from = HostArray.copy(forward ? deep : wide);
    var to = new float[from.length];
    int cells = from.length / channels / 4;
    for (int cell = 0; cell < cells; cell++) {
      int row = cell / width;
      int column = cell % width;
      for (int block = 0; block < 4; block++) {
        int a = (4 * cell + block) * channels;
        int b = ((2 * row + block / 2) * 2 * width + 2 * column + block % 2) * channels;
        System.arraycopy(from, forward ? a : b, to, forward ? b : a, channels);
      }
    }
    HostArray.write(forward ? wide : deep, to);
  }
}
