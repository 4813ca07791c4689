package org.refspark.model.nn;

import java.util.ArrayList;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * 3×3 convolution of stride 1 whose taps lie {@code dilation} cells apart, with zeros around the
 * map, so that its size stays (atrous convolution, Chen et al. 2017). Inputs: x {@code [N, H, W,
 * I]}, weight {@code [3, 3, I, O]}. Output: {@code [N, H, W, O]}.
 *
 * <p>Computed as one matrix product for each tap, of the rows of the map that the tap meets, moved
 * to its place afterwards. libnd4j's oneDNN convolution refuses dilations, and a plain convolution
 * of every d-th cell takes two to three times as long at the dilations and map sizes of
 * segmentation heads, where many taps fall outside the map.
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
  public long[][] forwardScratch(long[][] in) {
    return shapes(in);
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return new Conv2d(3, 1, 1).multiplyAdds(in);
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var calls = new ArrayList<Runnable>();
    calls.add(
        NativeCall.of("matmul", Shapes.asRows(in[0]), tapWeight(in[1], Tap.CENTRE))
            .integers(0, 0)
            .into(Shapes.asRows(out[0])));
    for (int index = 0; index < Tap.COUNT; index++) {
      var tap = tap(index, in[0]);
      if (index == Tap.CENTRE || !tap.meets()) {
        continue;
      }
      for (int n = 0; n < in[0].size(0); n++) {
        calls.add(
            NativeCall.of("matmul", tap.rows(in[0], n), tapWeight(in[1], index))
                .integers(0, 0)
                .into(tap.rows(scratch[0], n)));
      }
      calls.add(tap.addMoved(scratch[0], out[0]));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return shapes(in);
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var calls = new ArrayList<Runnable>();
    if (gradIn[0] != null) {
      calls.add(
          NativeCall.of("matmul", Shapes.asRows(gradOut[0]), tapWeight(in[1], Tap.CENTRE))
              .integers(0, 1)
              .into(Shapes.asRows(gradIn[0])));
    }
    if (gradIn[1] != null) {
      calls.add(
          NativeCall.of("matmul", Shapes.asRows(in[0]), Shapes.asRows(gradOut[0]))
              .integers(1, 0)
              .into(tapWeight(gradIn[1], Tap.CENTRE)));
    }
    for (int index = 0; index < Tap.COUNT; index++) {
      var tap = tap(index, in[0]);
      if (index == Tap.CENTRE) {
        continue;
      }
      if (tap.meets()) {
        calls.add(tap.copyBack(gradOut[0], scratch[0]));
        for (int n = 0; n < in[0].size(0); n++) {
          addGradients(calls, tap, index, n, in, scratch[0], gradIn);
        }
      } else if (gradIn[1] != null) {
        var unused = tapWeight(gradIn[1], index);
        calls.add(() -> unused.assign(0));
      }
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  /** Sample n's part in the gradients that pass through one tap. */
  private static void addGradients(
      ArrayList<Runnable> calls,
      Tap tap,
      int index,
      int n,
      INDArray[] in,
      INDArray moved,
      INDArray[] gradIn) {
    var gradient = tap.rows(moved, n);
    if (gradIn[0] != null) {
      calls.add(
          NativeCall.of("matmul", gradient, tapWeight(in[1], index))
              .integers(0, 1)
              .reals(1, 1)
              .into(tap.rows(gradIn[0], n)));
    }
    if (gradIn[1] != null) {
      calls.add(
          NativeCall.of("matmul", tap.rows(in[0], n), gradient)
              .integers(1, 0)
              .reals(1, n == 0 ? 0 : 1)
              .into(tapWeight(gradIn[1], index)));
    }
  }
}
