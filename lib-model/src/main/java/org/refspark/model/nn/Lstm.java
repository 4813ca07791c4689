package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;
import org.refspark.model.graph.TallProducts;

/**
 * One direction of an LSTM over sequences of unequal length. Inputs: x {@code [T, N, I]}, lengths
 * {@code [N]}, input weight {@code [I, 4H]}, recurrent weight {@code [H, 4H]}, bias {@code [4H]};
 * gates in the order input, forget, cell, output. Outputs: h {@code [T, N, H]}, zero behind a
 * sequence's end; gates {@code [T, N, 4H]} and cells {@code [T, N, H]}, kept for the gradient. The
 * backward direction starts at each sequence's last valid step.
 *
 * @param reverse true for the backward direction
 */
public record Lstm(boolean reverse) implements Kernel {
  @Override
  public String name() {
    return "lstm";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long hidden = in[3][0];
    if (in[2][1] != 4 * hidden || in[3][1] != 4 * hidden || in[0][2] != in[2][0]) {
      throw new IllegalArgumentException(
          "an LSTM of %d units over rows of %d values needs weights [%d, %d] and [%d, %d]"
              .formatted(hidden, in[0][2], in[0][2], 4 * hidden, hidden, 4 * hidden));
    }
    long[] states = {in[0][0], in[0][1], hidden};
    return new long[][] {states, {in[0][0], in[0][1], 4 * hidden}, states.clone()};
  }

  @Override
  public boolean differentiable(int input) {
    return input != 1;
  }

  @Override
  public long[][] forwardScratch(long[][] in) {
    return new long[][] {{in[0][1], in[3][0]}, {in[0][1], in[3][1]}};
  }

  @Override
  public long multiplyAdds(long[][] in) {
    long steps = in[0][0] * in[0][1];
    return steps * (Shapes.length(in[2]) + Shapes.length(in[3]));
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int steps = (int) in[0].size(0);
    int batch = (int) in[0].size(1);
    int hidden = (int) in[3].size(0);
    var gates = Shapes.asRows(out[1]);
    var project =
        NativeCall.sequence(
            MatrixProduct.of(Shapes.asRows(in[0]), in[2]).into(gates),
            NativeCall.of("biasadd", gates, in[4]).into(gates));
    var recur = MatrixProduct.of(scratch[0], in[3]).into(scratch[1]);
    var cell = new LstmCell(batch, hidden);
    Runnable walk =
        HostArray.program(
            new INDArray[] {in[1], out[1]},
            out,
            () -> {
              var lengths = HostArray.copy(in[1]);
              scratch[0].assign(0);
              cell.start();
              for (int step = 0; step < steps; step++) {
                int t = reverse ? steps - 1 - step : step;
                recur.run();
                cell.forward(t, lengths, HostArray.copy(scratch[1]), out);
                HostArray.write(scratch[0], cell.state());
              }
            });
    return NativeCall.sequence(project, walk);
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return new long[][] {
      {in[0][0], in[0][1], in[3][1]},
      {in[0][1], in[3][0]},
      {in[0][0], in[0][1], in[3][0]},
      TallProducts.scratch(1, in[0][0] * in[0][1], in[2][0], in[2][1])
    };
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int steps = (int) in[0].size(0);
    int batch = (int) in[0].size(1);
    int hidden = (int) in[3].size(0);
    var gateGradient = scratch[0];
    var before = scratch[2];
    var recur = new Runnable[steps];
    long slice = (long) batch * 4 * hidden;
    for (int t = 0; t < steps; t++) {
      var now = Shapes.view(gateGradient, t * slice, batch, 4L * hidden);
      recur[t] = MatrixProduct.of(now, in[3]).secondTransposed().into(scratch[1]);
    }
    var weights = weightGradients(in, gradIn, gateGradient, before, scratch[3]);
    var cell = new LstmCell(batch, hidden);
    Runnable walk =
        HostArray.program(
            new INDArray[] {out[0], out[1], out[2], gradOut[0]},
            new INDArray[] {gateGradient, before},
            () -> {
              var lengths = HostArray.copy(in[1]);
              var later = new float[batch * hidden];
              cell.start();
              for (int step = steps - 1; step >= 0; step--) {
                int t = reverse ? steps - 1 - step : step;
                int previous = step == 0 ? -1 : reverse ? t + 1 : t - 1;
                cell.backward(t, previous, lengths, later, out, gradOut[0], gateGradient, before);
                recur[t].run();
                later = HostArray.copy(scratch[1]);
              }
            });
    return NativeCall.sequence(walk, weights);
  }

  private static Runnable weightGradients(
      INDArray[] in, INDArray[] gradIn, INDArray gateGradient, INDArray before, INDArray sums) {
    var rows = Shapes.asRows(gateGradient);
    var linear = new Linear();
    var input =
        linear.backward(
            new INDArray[] {in[0], in[2], in[4]},
            null,
            new INDArray[] {rows},
            new INDArray[] {gradIn[0], gradIn[2], gradIn[4]},
            new INDArray[] {sums});
    return gradIn[3] == null
        ? input
        : NativeCall.sequence(
            input, MatrixProduct.of(Shapes.asRows(before), rows).firstTransposed().into(gradIn[3]));
  }
}
