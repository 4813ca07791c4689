package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
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
    int length = 4 * width * channels;
    var from = HostArray.buffer(forward ? deep : wide);
    var to = HostArray.buffer(forward ? wide : deep);
    // A row of deep cells and the two rows of wide cells it becomes are the same stretch of memory.
    HostLoop.over(
        (int) (deep.size(0) * deep.size(1)),
        row -> {
          var source = HostScratch.floats(0, length);
          var target = HostScratch.floats(1, length);
          from.get(row * length, source, 0, length);
          for (int piece = 0; piece < 4 * width; piece++) {
            int block = piece % 4;
            int a = piece * channels;
            int b = (block / 2 * 2 * width + 2 * (piece / 4) + block % 2) * channels;
            System.arraycopy(source, forward ? a : b, target, forward ? b : a, channels);
          }
          to.put(row * length, target, 0, length);
        });
  }
}
