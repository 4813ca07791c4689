package org.refspark.model.nn;

import java.util.ArrayList;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * 3×3 convolution of stride 1 whose taps lie {@code dilation} cells apart, with zeros around the
 * map, so that its size stays (atrous convolution, Chen et al. 2017). Inputs: x {@code [N, H, W,
 * I]}, weight {@code [3, 3, I, O]}. Output: {@code [N, H, W, O]}.
 *
 * <p>On the host computed as matrix products, see {@link DilatedRows}; the weight's gradient as one
 * for each tap, of the cells of all samples that the tap reads. libnd4j's oneDNN convolution
 * refuses dilations, and a plain convolution of every d-th cell takes two to three times as long at
 * the dilations and map sizes of segmentation heads, where many taps fall outside the map.
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

  private static INDArray tapWeight(INDArray weight, int index) {
    long in = weight.size(2);
    long out = weight.size(3);
    return Shapes.view(weight, index * in * out, in, out);
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return new Conv2d(3, 1, 1).multiplyAdds(in);
  }

  /** The weight by panels. */
  @Override
  public long[][] forwardScratch(long[][] in) {
    return HostArray.ON_HOST
        ? new long[][] {DilatedRows.panels(in[1][2], in[1][3])}
        : new long[0][];
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return HostArray.ON_HOST
        ? NativeCall.sequence(
            DilatedRows.lay(in[1], scratch[0]),
            new DilatedRows(dilation, in[0], scratch[0], out[0]).program())
        : NativeCall.of("conv2d", in).integers(arguments()).into(out);
  }

  /** Of libnd4j's convolution and of its gradient. */
  private long[] arguments() {
    return new long[] {3, 3, 1, 1, dilation, dilation, dilation, dilation, 0, 1, 0};
  }

  /** The cells that a tap reads, gradients of those that read, the weight in reverse. */
  @Override
  public long[][] backwardScratch(long[][] in) {
    long[] reversed = DilatedRows.panels(in[1][3], in[1][2]);
    return HostArray.ON_HOST
        ? new long[][] {in[0], shapes(in)[0], reversed}
        : new long[][] {in[0], in[1]};
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    if (!HostArray.ON_HOST) {
      return NativeCall.of("conv2d_bp", in[0], in[1], gradOut[0])
          .integers(arguments())
          .into(
              gradIn[0] == null ? scratch[0] : gradIn[0],
              gradIn[1] == null ? scratch[1] : gradIn[1]);
    }
    var calls = new ArrayList<Runnable>();
    if (gradIn[0] != null) {
      calls.add(ReversedTaps.byPanels(in[1], scratch[2]));
      calls.add(new DilatedRows(dilation, gradOut[0], scratch[2], gradIn[0]).program());
    }
    for (int index = 0; gradIn[1] != null && index < Tap.COUNT; index++) {
      calls.add(weightGradient(index, in[0], gradOut[0], gradIn[1], scratch));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  private Runnable weightGradient(
      int index, INDArray map, INDArray gradient, INDArray gradW, INDArray[] scratch) {
    var tap = Tap.of(index, dilation, map);
    var weight = tapWeight(gradW, index);
    if (!tap.meets()) {
      return () -> weight.assign(0);
    }
    if (index == Tap.CENTRE) {
      return MatrixProduct.of(Shapes.asRows(map), Shapes.asRows(gradient))
          .firstTransposed()
          .into(weight);
    }
    var read = tap.cells(scratch[0], map.size(0), map.size(3));
    var reading = tap.cells(scratch[1], map.size(0), gradient.size(3));
    return NativeCall.sequence(
        tap.collectRead(map, read),
        tap.collectReading(gradient, reading),
        MatrixProduct.of(read, reading).firstTransposed().into(weight));
  }
}
