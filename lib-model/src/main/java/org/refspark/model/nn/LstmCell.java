package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;

/** The gates of an {@link Lstm}, one step of a batch at a time; states are {@code [N, H]}. */
final class LstmCell {
  private final int batch;
  private final int hidden;
  private float[] state;
  private float[] memory;

  LstmCell(int batch, int hidden) {
    this.batch = batch;
    this.hidden = hidden;
  }

  /** Forgets everything. */
  void start() {
    state = new float[batch * hidden];
    memory = new float[batch * hidden];
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
    var gates = new float[batch * 4 * hidden];
    HostArray.buffer(out[1]).get(t * gates.length, gates);
    for (int n = 0; n < batch; n++) {
      boolean valid = t < lengths[n];
      for (int j = 0; j < hidden; j++) {
        int at = n * 4 * hidden + j;
        float input = sigmoid(gates[at] + recurrent[at]);
        float forget = sigmoid(gates[at + hidden] + recurrent[at + hidden]);
        float cell = (float) Math.tanh(gates[at + 2 * hidden] + recurrent[at + 2 * hidden]);
        float output = sigmoid(gates[at + 3 * hidden] + recurrent[at + 3 * hidden]);
        gates[at] = input;
        gates[at + hidden] = forget;
        gates[at + 2 * hidden] = cell;
        gates[at + 3 * hidden] = output;
        int i = n * hidden + j;
        memory[i] = valid ? forget * memory[i] + input * cell : 0;
        state[i] = valid ? output * (float) Math.tanh(memory[i]) : 0;
      }
    }
    HostArray.write(out[1], t * gates.length, gates);
    HostArray.write(out[0], t * state.length, state);
    HostArray.write(out[2], t * memory.length, memory);
  }

  /**
   * Gradient of step t.
   *
   * @param previous the step that ran before t, −1 for none
   * @param later gradient of t's state through the recurrent weight
   * @param gateGradient receives the gradient of the gates' sums
   * @param before receives the state that step t started from
   */
  void backward(
      int t,
      int previous,
      float[] lengths,
      float[] later,
      INDArray[] out,
      INDArray gradOut,
      INDArray gateGradient,
      INDArray before) {
    var gates = slice(out[1], t, 4);
    var cells = slice(out[2], t, 1);
    var earlier = previous < 0 ? new float[cells.length] : slice(out[2], previous, 1);
    var gradient = slice(gradOut, t, 1);
    var result = new float[gates.length];
    for (int n = 0; n < batch; n++) {
      for (int j = 0; j < hidden; j++) {
        int i = n * hidden + j;
        if (t >= lengths[n]) {
          memory[i] = 0;
          continue;
        }
        int at = n * 4 * hidden + j;
        float input = gates[at];
        float forget = gates[at + hidden];
        float cell = gates[at + 2 * hidden];
        float output = gates[at + 3 * hidden];
        float squashed = (float) Math.tanh(cells[i]);
        float g = gradient[i] + later[i];
        float c = g * output * (1 - squashed * squashed) + memory[i];
        result[at] = c * cell * input * (1 - input);
        result[at + hidden] = c * earlier[i] * forget * (1 - forget);
        result[at + 2 * hidden] = c * input * (1 - cell * cell);
        result[at + 3 * hidden] = g * squashed * output * (1 - output);
        memory[i] = c * forget;
      }
    }
    HostArray.write(gateGradient, t * result.length, result);
    HostArray.write(
        before,
        t * cells.length,
        previous < 0 ? new float[cells.length] : slice(out[0], previous, 1));
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
