package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;

/** The gates of a {@link Gru}, one step of a batch at a time; states are {@code [N, H]}. */
final class GruCell {
  private final int batch;
  private final int hidden;
  private float[] state;

  GruCell(int batch, int hidden) {
    this.batch = batch;
    this.hidden = hidden;
  }

  /** Forgets everything. */
  void start() {
    state = new float[batch * hidden];
  }

  /** The state after the last step. */
  float[] state() {
    return state;
  }

  /**
   * Computes step t from the projected input (in out[1], replaced by the gates) and the recurrent
   * part.
   */
  void forward(int t, float[] lengths, float[] recurrent, INDArray[] out) {
    var gates = slice(out[1], t, 3);
    var candidate = new float[batch * hidden];
    for (int n = 0; n < batch; n++) {
      boolean valid = t < lengths[n];
      for (int j = 0; j < hidden; j++) {
        int at = n * 3 * hidden + j;
        int i = n * hidden + j;
        candidate[i] = recurrent[at + 2 * hidden];
        float reset = sigmoid(gates[at] + recurrent[at]);
        float keep = sigmoid(gates[at + hidden] + recurrent[at + hidden]);
        float fresh = (float) Math.tanh(gates[at + 2 * hidden] + reset * candidate[i]);
        gates[at] = reset;
        gates[at + hidden] = keep;
        gates[at + 2 * hidden] = fresh;
        state[i] = valid ? (1 - keep) * fresh + keep * state[i] : 0;
      }
    }
    HostArray.write(out[0], t * state.length, state);
    HostArray.write(out[1], t * gates.length, gates);
    HostArray.write(out[2], t * candidate.length, candidate);
  }

  /**
   * Gradient of step t.
   *
   * @param previous the step that ran before t, −1 for none
   * @param later gradient of t's state through the recurrent weight
   * @param into receives the gradients of the gates' sums with respect to the projected input and
   *     to the recurrent part, and the state that step t started from
   */
  void backward(
      int t,
      int previous,
      float[] lengths,
      float[] later,
      INDArray[] out,
      INDArray gradOut,
      INDArray[] into) {
    var gates = slice(out[1], t, 3);
    var candidate = slice(out[2], t, 1);
    var before = previous < 0 ? new float[batch * hidden] : slice(out[0], previous, 1);
    var gradient = slice(gradOut, t, 1);
    var input = new float[gates.length];
    var recurrent = new float[gates.length];
    for (int n = 0; n < batch; n++) {
      for (int j = 0; j < hidden; j++) {
        int i = n * hidden + j;
        if (t >= lengths[n]) {
          state[i] = 0;
          continue;
        }
        int at = n * 3 * hidden + j;
        float reset = gates[at];
        float keep = gates[at + hidden];
        float fresh = gates[at + 2 * hidden];
        float g = gradient[i] + later[i] + state[i];
        float ofFresh = g * (1 - keep) * (1 - fresh * fresh);
        input[at] = ofFresh * candidate[i] * reset * (1 - reset);
        input[at + hidden] = g * (before[i] - fresh) * keep * (1 - keep);
        input[at + 2 * hidden] = ofFresh;
        recurrent[at] = input[at];
        recurrent[at + hidden] = input[at + hidden];
        recurrent[at + 2 * hidden] = ofFresh * reset;
        // What reaches the state before without a weight.
        state[i] = g * keep;
      }
    }
    HostArray.write(into[0], t * input.length, input);
    HostArray.write(into[1], t * recurrent.length, recurrent);
    HostArray.write(into[2], t * before.length, before);
  }

  private float[] slice(INDArray array, int t, int width) {
    var values = new float[batch * hidden * width];
    HostArray.buffer(array).get(t * values.length, values);
    return values;
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }
}
