package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;
import org.refspark.model.graph.TallProducts;

/**
 * One direction of a gated recurrent unit over sequences of unequal length: r = σ(x·Wr + br + h·Ur
 * + cr), z = σ(x·Wz + bz + h·Uz + cz), n = tanh(x·Wn + bn + r⊙(h·Un + cn)), h' = (1 − z)⊙n + z⊙h.
 * Inputs: x {@code [T, N, I]}, lengths {@code [N]}, input weight W {@code [I, 3H]}, recurrent
 * weight U {@code [H, 3H]}, input bias b {@code [3H]}, recurrent bias c {@code [3H]}; gates in
 * PyTorch's order r, z, n. Outputs: h {@code [T, N, H]}, zero behind a sequence's end; gates {@code
 * [T, N, 3H]} and h·Un + cn {@code [T, N, H]}, kept for the gradient. The backward direction starts
 * at each sequence's last valid step.
 *
 * @param reverse true for the backward direction
 */
public record Gru(boolean reverse) implements Kernel {
  @Override
  public String name() {
    return "gru";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long hidden = in[3][0];
    if (in[2][1] != 3 * hidden || in[3][1] != 3 * hidden || in[0][2] != in[2][0]) {
      throw new IllegalArgumentException(
          "a GRU of %d units over rows of %d values needs weights [%d, %d] and [%d, %d]"
              .formatted(hidden, in[0][2], in[0][2], 3 * hidden, hidden, 3 * hidden));
    }
    long[] states = {in[0][0], in[0][1], hidden};
    return new long[][] {states, {in[0][0], in[0][1], 3 * hidden}, states.clone()};
  }

  @Override
  public boolean differentiable(int input) {
    return input != 1;
  }

  /** The step that runs in place {@code turn}. */
  private int step(int turn, int steps) {
    return reverse ? steps - 1 - turn : turn;
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
    var gates = Shapes.asRows(out[1]);
    var project =
        NativeCall.sequence(
            MatrixProduct.of(Shapes.asRows(in[0]), in[2]).into(gates),
            NativeCall.of("biasadd", gates, in[4]).into(gates));
    var recur =
        NativeCall.sequence(
            MatrixProduct.of(scratch[0], in[3]).into(scratch[1]),
            NativeCall.of("biasadd", scratch[1], in[5]).into(scratch[1]));
    var cell = new GruCell((int) in[0].size(1), (int) in[3].size(0));
    Runnable walk =
        HostArray.program(
            new INDArray[] {in[1], out[1]},
            out,
            () -> {
              var lengths = HostArray.copy(in[1]);
              scratch[0].assign(0);
              cell.start();
              for (int turn = 0; turn < steps; turn++) {
                recur.run();
                cell.forward(step(turn, steps), lengths, HostArray.copy(scratch[1]), out);
                HostArray.write(scratch[0], cell.state());
              }
            });
    return NativeCall.sequence(project, walk);
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    long[] gates = {in[0][0], in[0][1], in[3][1]};
    long rows = in[0][0] * in[0][1];
    return new long[][] {
      gates,
      gates.clone(),
      {in[0][0], in[0][1], in[3][0]},
      {in[0][1], in[3][0]},
      TallProducts.scratch(1, rows, in[2][0], in[2][1]),
      TallProducts.scratch(1, rows, in[3][0], in[3][1])
    };
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int steps = (int) in[0].size(0);
    int batch = (int) in[0].size(1);
    int hidden = (int) in[3].size(0);
    var input = scratch[0];
    var recurrent = scratch[1];
    var before = scratch[2];
    var recur = new Runnable[steps];
    for (int t = 0; t < steps; t++) {
      var now = Shapes.view(recurrent, t * batch * 3L * hidden, batch, 3L * hidden);
      recur[t] = MatrixProduct.of(now, in[3]).secondTransposed().into(scratch[3]);
    }
    var cell = new GruCell(batch, hidden);
    Runnable walk =
        HostArray.program(
            new INDArray[] {out[0], out[1], out[2], gradOut[0]},
            new INDArray[] {input, recurrent, before},
            () -> {
              var lengths = HostArray.copy(in[1]);
              var later = new float[batch * hidden];
              cell.start();
              for (int turn = steps - 1; turn >= 0; turn--) {
                int t = step(turn, steps);
                int previous = turn == 0 ? -1 : step(turn - 1, steps);
                cell.backward(t, previous, lengths, later, out, gradOut[0], scratch);
                recur[t].run();
                later = HostArray.copy(scratch[3]);
              }
            });
    return NativeCall.sequence(
        walk,
        product(
            new INDArray[] {in[0], in[2], in[4]},
            input,
            new INDArray[] {gradIn[0], gradIn[2], gradIn[4]},
            scratch[4]),
        product(
            new INDArray[] {before, in[3], in[5]},
            recurrent,
            new INDArray[] {null, gradIn[3], gradIn[5]},
            scratch[5]));
  }

  /** Gradients of x·weight + bias. */
  private static Runnable product(
      INDArray[] in, INDArray gradient, INDArray[] gradIn, INDArray sums) {
    var rows = new INDArray[] {Shapes.asRows(gradient)};
    return new Linear().backward(in, null, rows, gradIn, new INDArray[] {sums});
  }
}
