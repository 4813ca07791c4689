package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;
import org.refspark.model.graph.TallProducts;

/**
 * The gradients of {@link Conv2d} as matrix products, one for each tap, over the rows that {@link
 * ConvPhases} lays out; of stride 1 the input's gradient is a convolution with the taps in reverse.
 * libnd4j's own takes 1.3 to 2 times as long, on the first layer (few channels) five times; on maps
 * of few cells, where the border would be a quarter of the work, it is the faster one and is taken.
 */
final class ConvGradient {
  /** Below it all taps of a cell are laid side by side: products of so few columns are slow. */
  private static final int FEW_CHANNELS = 16;

  private final Conv2d conv;
  private final long[] in;
  private final long[] weight;
  private final long[] out;
  private final ConvPhases phases;

  ConvGradient(Conv2d conv, long[] in, long[] weight, long[] out) {
    this.conv = conv;
    this.in = in;
    this.weight = weight;
    this.out = out;
    this.phases = ConvPhases.of(conv, in, out);
  }

  private int taps() {
    return conv.kernel() * conv.kernel();
  }

  private boolean fewChannels() {
    return in[3] < FEW_CHANNELS;
  }

  /** Whether the border adds so much that libnd4j's own gradient is faster. */
  private boolean mostlyBorder() {
    return conv.stride() == 1 && 10 * phases.cells() > 13 * Shapes.rows(out);
  }

  /** Whether the input's gradient is a convolution itself. */
  private boolean reversible() {
    return conv.stride() == 1 && conv.padding() < conv.kernel();
  }

  /**
   * Of the input's rows, of the output's gradient with its border, of the way to the input, of the
   * weight's gradient.
   */
  long[][] scratch() {
    if (mostlyBorder()) {
      return new long[][] {in, weight};
    }
    return new long[][] {
      fewChannels() ? new long[] {Shapes.rows(out), taps() * in[3]} : phases.shape(in[3]),
      {phases.cells(), out[3]},
      reversible() ? new long[] {weight[0], weight[1], out[3], in[3]} : phases.shape(in[3]),
      fewChannels()
          ? TallProducts.scratch(1, Shapes.rows(out), taps() * in[3], out[3])
          : TallProducts.scratch(taps(), phases.cells(), in[3], out[3])
    };
  }

  /** A program that writes both gradients; a null one is not wanted. */
  Runnable program(
      INDArray x,
      INDArray w,
      INDArray gradient,
      INDArray gradX,
      INDArray gradW,
      INDArray[] scratch) {
    if (mostlyBorder()) {
      return NativeCall.of("conv2d_bp", x, w, gradient)
          .integers(conv.arguments())
          .multiplyAdds(2 * conv.multiplyAdds(new long[][] {in, weight}))
          .into(gradX == null ? scratch[0] : gradX, gradW == null ? scratch[1] : gradW);
    }
    var calls = new ArrayList<Runnable>();
    boolean bordered = gradW != null && !fewChannels() || gradX != null && !reversible();
    if (bordered) {
      calls.add(border(gradient, scratch[1]));
    }
    if (gradW != null && fewChannels()) {
      calls.add(new ConvColumns(conv).program(x, scratch[0], out));
      var columns = Shapes.view(gradW, 0, taps() * in[3], out[3]);
      calls.add(
          TallProducts.program(
              List.of(scratch[0]), Shapes.asRows(gradient), List.of(columns), scratch[3]));
    } else if (gradW != null) {
      calls.add(phases.deal(x, scratch[0]));
      calls.add(
          TallProducts.program(
              each(tap -> phases.tap(scratch[0], tap)),
              scratch[1],
              each(tap -> tapWeight(gradW, tap)),
              scratch[3]));
    }
    if (gradX != null && reversible()) {
      calls.add(ReversedTaps.program(w, scratch[2]));
      int padding = conv.kernel() - 1 - conv.padding();
      calls.add(
          new Conv2d(conv.kernel(), 1, padding)
              .forward(
                  new INDArray[] {gradient, scratch[2]}, new INDArray[] {gradX}, new INDArray[0]));
    } else if (gradX != null) {
      calls.addAll(inputGradients(w, scratch[1], scratch[2]));
      calls.add(phases.gather(scratch[2], gradX));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  private INDArray tapWeight(INDArray weights, int tap) {
    return Shapes.view(weights, tap * in[3] * out[3], in[3], out[3]);
  }

  private List<INDArray> each(IntFunction<INDArray> ofTap) {
    return IntStream.range(0, taps()).mapToObj(ofTap).toList();
  }

  private List<Runnable> inputGradients(INDArray w, INDArray gradient, INDArray rows) {
    var calls = new ArrayList<Runnable>();
    calls.add(() -> rows.assign(0));
    for (int tap = 0; tap < taps(); tap++) {
      calls.add(
          MatrixProduct.of(gradient, tapWeight(w, tap))
              .secondTransposed()
              .factors(1, 1)
              .into(phases.tap(rows, tap)));
    }
    return calls;
  }

  /** Copies the output's gradient to the upper left of each sample's cells, zeros around it. */
  private Runnable border(INDArray gradient, INDArray bordered) {
    int height = (int) out[1];
    int values = (int) (out[2] * out[3]);
    int line = (int) (phases.width() * out[3]);
    var source = HostArray.buffer(gradient);
    var target = HostArray.buffer(bordered);
    return HostArray.program(
        new INDArray[] {gradient},
        new INDArray[] {bordered},
        () ->
            HostLoop.over(
                phases.samples() * phases.height(),
                row -> {
                  int y = row % phases.height();
                  var copy = HostScratch.floats(0, line);
                  if (y < height) {
                    source.get((row / phases.height() * height + y) * values, copy, 0, values);
                    Arrays.fill(copy, values, line, 0);
                  } else {
                    Arrays.fill(copy, 0, line, 0);
                  }
                  target.put(row * line, copy, 0, line);
                }));
  }
}
