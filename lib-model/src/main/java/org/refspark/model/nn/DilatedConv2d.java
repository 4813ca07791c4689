package org.refspark.model.nn;

import java.util.ArrayList;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * 3×3 convolution of stride 1 whose taps lie {@code dilation} cells apart, with zeros around the
 * map, so that its size stays (atrous convolution, Chen et al. 2017). Inputs: x {@code [N, H, W,
 * I]}, weight {@code [3, 3, I, O]}. Output: {@code [N, H, W, O]}.
 *
 * <p>Computed as one matrix product for each tap, of the cells of all samples that the tap reads.
 * libnd4j's oneDNN convolution refuses dilations, and a plain convolution of every d-th cell takes
 * two to three times as long at the dilations and map sizes of segmentation heads, where many taps
 * fall outside the map.
 *
 * @param dilation distance of two taps in cells, 1 or more
 */
public record DilatedConv2d(int dilation) implements Kernel {
  public DilatedConv2d {
    if (dilation < 1) {
      throw new IllegalArgumentException("dilation is " + dilation + ", expected 1 or more");
    }
  }

  @Override
  public String name() {
    return "dilated_conv2d";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new Conv2d(3, 1, 1).shapes(in);
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  private Tap tap(int index, INDArray map) {
    int down = (index / 3 - 1) * dilation;
    int right = (index % 3 - 1) * dilation;
    return new Tap(down, right, (int) map.size(1), (int) map.size(2));
  }

  private static INDArray tapWeight(INDArray weight, int index) {
    long in = weight.size(2);
    long out = weight.size(3);
    return Shapes.view(weight, index * in * out, in, out);
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return new Conv2d(3, 1, 1).multiplyAdds(in);
  }

  /** The cells that a tap reads, and what they add to the result. */
  @Override
  public long[][] forwardScratch(long[][] in) {
    return new long[][] {in[0], shapes(in)[0]};
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    long samples = in[0].size(0);
    var calls = new ArrayList<Runnable>();
    calls.add(
        MatrixProduct.of(Shapes.asRows(in[0]), tapWeight(in[1], Tap.CENTRE))
            .into(Shapes.asRows(out[0])));
    for (int index = 0; index < Tap.COUNT; index++) {
      var tap = tap(index, in[0]);
      if (index != Tap.CENTRE && tap.meets()) {
        var read = tap.cells(scratch[0], samples, in[0].size(3));
        var product = tap.cells(scratch[1], samples, out[0].size(3));
        calls.add(tap.collectRead(in[0], read));
        calls.add(MatrixProduct.of(read, tapWeight(in[1], index)).into(product));
        calls.add(tap.addToReading(product, out[0]));
      }
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  /** The cells that a tap reads, gradients of those that read, gradients of those that are read. */
  @Override
  public long[][] backwardScratch(long[][] in) {
    return new long[][] {in[0], shapes(in)[0], in[0]};
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    long samples = in[0].size(0);
    var calls = new ArrayList<Runnable>();
    for (int index = 0; index < Tap.COUNT; index++) {
      // The centre first: it writes every cell, the others add.
      int chosen = index == 0 ? Tap.CENTRE : index <= Tap.CENTRE ? index - 1 : index;
      var tap = tap(chosen, in[0]);
      if (tap.meets()) {
        var cells =
            new INDArray[] {
              tap.cells(scratch[0], samples, in[0].size(3)),
              tap.cells(scratch[1], samples, gradOut[0].size(3)),
              tap.cells(scratch[2], samples, in[0].size(3))
            };
        addGradients(calls, tap, chosen, in, gradOut[0], gradIn, cells);
      } else if (gradIn[1] != null) {
        var unused = tapWeight(gradIn[1], chosen);
        calls.add(() -> unused.assign(0));
      }
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  private static void addGradients(
      ArrayList<Runnable> calls,
      Tap tap,
      int index,
      INDArray[] in,
      INDArray gradOut,
      INDArray[] gradIn,
      INDArray[] cells) {
    boolean centre = index == Tap.CENTRE;
    var read = centre ? Shapes.asRows(in[0]) : cells[0];
    var gradient = centre ? Shapes.asRows(gradOut) : cells[1];
    if (!centre) {
      calls.add(tap.collectReading(gradOut, gradient));
    }
    if (gradIn[0] != null) {
      var product = centre ? Shapes.asRows(gradIn[0]) : cells[2];
      calls.add(
          MatrixProduct.of(gradient, tapWeight(in[1], index)).secondTransposed().into(product));
      if (!centre) {
        calls.add(tap.addToRead(product, gradIn[0]));
      }
    }
    if (gradIn[1] != null) {
      if (!centre) {
        calls.add(tap.collectRead(in[0], read));
      }
      calls.add(
          MatrixProduct.of(read, gradient).firstTransposed().into(tapWeight(gradIn[1], index)));
    }
  }
}
