package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * 3×3 convolutions to one channel whose kernels are computed by the network (CRIS's text-to-pixel
 * projection; MMNet, eq. 14), zeros outside the map. Inputs: maps {@code [N, H, W, C]}, kernels
 * {@code [N·Q, 9·C]} with the nine taps row by row and a tap's C values together, biases {@code
 * [N·Q, 1]}. Output: {@code [N·Q, H, W]}; each map meets its own Q kernels.
 *
 * <p>Each map is multiplied once with all taps of its kernels, {@code [H·W, C]} · {@code [C, 9·Q]},
 * and the nine products of a kernel are then added, each shifted by its tap.
 */
public record DynamicConv() implements Kernel {
  private static final int TAPS = 9;

  @Override
  public String name() {
    return "dynamic_conv";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var x = in[0];
    boolean fits =
        x.length == 4
            && in[1].length == 2
            && in[1][1] == TAPS * x[3]
            && in[1][0] % x[0] == 0
            && Arrays.equals(in[2], new long[] {in[1][0], 1});
    if (!fits) {
      throw new IllegalArgumentException(
          "maps [N, H, W, C] take kernels [N*Q, 9*C] and biases [N*Q, 1], not "
              + Arrays.deepToString(in));
    }
    return new long[][] {{in[1][0], x[1], x[2]}};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  /** The products of one map with its taps, {@code [H·W, 9·Q]}. */
  @Override
  public long[][] forwardScratch(long[][] in) {
    return new long[][] {{in[0][1] * in[0][2], TAPS * in[1][0] / in[0][0]}};
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return forwardScratch(in);
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return Shapes.length(shapes(in)[0]) * in[1][1];
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var size = new Size(in[0], in[1]);
    var calls = new ArrayList<Runnable>();
    for (int n = 0; n < size.maps; n++) {
      int first = n * size.kernels;
      calls.add(
          MatrixProduct.of(size.map(in[0], n), size.taps(in[1], n))
              .secondTransposed()
              .into(scratch[0]));
      calls.add(
          HostArray.program(
              new INDArray[] {scratch[0], in[2]},
              out,
              () ->
                  HostLoop.over(size.height, y -> size.add(scratch[0], in[2], out[0], first, y))));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var size = new Size(in[0], in[1]);
    var calls = new ArrayList<Runnable>();
    for (int n = 0; n < size.maps; n++) {
      int first = n * size.kernels;
      calls.add(
          HostArray.program(
              gradOut,
              scratch,
              () ->
                  HostLoop.over(size.height, y -> size.spread(gradOut[0], scratch[0], first, y))));
      if (gradIn[0] != null) {
        calls.add(MatrixProduct.of(scratch[0], size.taps(in[1], n)).into(size.map(gradIn[0], n)));
      }
      if (gradIn[1] != null) {
        calls.add(
            MatrixProduct.of(scratch[0], size.map(in[0], n))
                .firstTransposed()
                .into(size.taps(gradIn[1], n)));
      }
    }
    if (gradIn[2] != null) {
      calls.add(
          HostArray.program(gradOut, new INDArray[] {gradIn[2]}, () -> sum(gradOut[0], gradIn[2])));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  private static void sum(INDArray gradOut, INDArray gradIn) {
    var gradient = HostArray.buffer(gradOut);
    var sums = new float[(int) gradIn.length()];
    var values = new float[(int) (gradOut.length() / sums.length)];
    for (int q = 0; q < sums.length; q++) {
      gradient.get(q * values.length, values);
      double total = 0;
      for (float value : values) {
        total += value;
      }
      sums[q] = (float) total;
    }
    HostArray.write(gradIn, sums);
  }

  /** The sizes of one convolution, and its sums over shifted taps. */
  private static final class Size {
    final int maps;
    final int height;
    final int width;
    final int channels;
    final int kernels;

    Size(INDArray x, INDArray weights) {
      this.maps = (int) x.size(0);
      this.height = (int) x.size(1);
      this.width = (int) x.size(2);
      this.channels = (int) x.size(3);
      this.kernels = (int) weights.size(0) / maps;
    }

    INDArray map(INDArray x, int n) {
      return Shapes.view(x, (long) n * height * width * channels, (long) height * width, channels);
    }

    INDArray taps(INDArray weights, int n) {
      return Shapes.view(
          weights, (long) n * kernels * TAPS * channels, (long) kernels * TAPS, channels);
    }

    /**
     * Row y of the output: for each cell, its neighbours' products with the tap they fall under.
     */
    void add(INDArray products, INDArray biases, INDArray out, int first, int y) {
      int cell = TAPS * kernels;
      int line = width * cell;
      int top = Math.max(0, y - 1);
      int rows = Math.min(height, y + 2) - top;
      var values = HostScratch.floats(0, rows * line);
      HostArray.buffer(products).get(top * line, values, 0, rows * line);
      var bias = HostArray.buffer(biases);
      var sums = HostScratch.floats(1, width);
      for (int q = 0; q < kernels; q++) {
        Arrays.fill(sums, 0, width, bias.get(first + q));
        for (int row = 0; row < rows; row++) {
          for (int kx = 0; kx < 3; kx++) {
            int tap = q * TAPS + (top + row - y + 1) * 3 + kx;
            int end = Math.min(width, width + 1 - kx);
            for (int x = Math.max(0, 1 - kx); x < end; x++) {
              sums[x] += values[row * line + (x + kx - 1) * cell + tap];
            }
          }
        }
        HostArray.buffer(out).put(((first + q) * height + y) * width, sums, 0, width);
      }
    }

    /** Row y of the products' gradient: what each tap of a cell has added to. */
    void spread(INDArray gradOut, INDArray products, int first, int y) {
      int cell = TAPS * kernels;
      var values = HostScratch.floats(0, width * cell);
      Arrays.fill(values, 0, width * cell, 0);
      var gradient = HostArray.buffer(gradOut);
      var row = HostScratch.floats(1, width);
      for (int q = 0; q < kernels; q++) {
        for (int ky = 0; ky < 3; ky++) {
          int from = y - ky + 1;
          if (from < 0 || from >= height) {
            continue;
          }
          gradient.get(((first + q) * height + from) * width, row, 0, width);
          for (int kx = 0; kx < 3; kx++) {
            int tap = q * TAPS + ky * 3 + kx;
            int end = Math.min(width, width + kx - 1);
            for (int x = Math.max(0, kx - 1); x < end; x++) {
              values[x * cell + tap] = row[x - kx + 1];
            }
          }
        }
      }
      HostArray.buffer(products).put(y * width * cell, values, 0, width * cell);
    }
  }
}
