package org.refspark.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.graph.HostArray;
import org.refspark.model.optim.Optimizer;

/** A model, its optimiser and the optimiser's state: takes one training step at a time. */
public final class Trainer implements AutoCloseable {
  private final ReferringModel model;
  private final Optimizer optimizer;
  private final INDArray gradient;
  private final INDArray state;

  /**
   * @param model the network to train
   * @param optimizer made for this model's layout
   */
  public Trainer(ReferringModel model, Optimizer optimizer) {
    this.model = model;
    this.optimizer = optimizer;
    this.gradient = Nd4j.zeros(model.layout().trainableLength());
    this.state = Nd4j.zeros(Math.max(1, optimizer.stateLength()));
  }

  /**
   * One mini-batch: gradient, then update.
   *
   * @param batch pictures with the expressions to learn from
   * @param iteration steps taken before this one, which the schedule and the bias correction go by
   * @param seed of everything random in the step
   */
  public StepReport step(List<Query> batch, long iteration, long seed) {
    return step(batch, iteration, 1, seed);
  }

  /**
   * One mini-batch at another learning rate than the schedule's.
   *
   * @param rateFactor of the scheduled rate
   */
  public StepReport step(List<Query> batch, long iteration, double rateFactor, long seed) {
    var report = model.gradient(batch, seed, gradient);
    optimizer.update(model.parameters(), gradient, state, iteration, rateFactor);
    return report;
  }

  /** The network. */
  public ReferringModel model() {
    return model;
  }

  /** The live optimiser state, flat float32. */
  public INDArray optimizerState() {
    return state;
  }

  /** Values of everything that training changes: parameters, then the optimiser's state. */
  public int length() {
    return Math.toIntExact(parameters() + state.length());
  }

  private int parameters() {
    return Math.toIntExact(model.parameters().length());
  }

  /**
   * Overwrites parameters and optimiser state.
   *
   * @param values of {@link #length()}, in that order
   */
  public void load(float[] values) {
    if (values.length != length()) {
      throw new IllegalArgumentException(
          "%d values for %d parameters and %d of the optimiser's state"
              .formatted(values.length, parameters(), state.length()));
    }
    HostArray.write(model.parameters(), values, 0, parameters());
    HostArray.write(state, values, parameters(), values.length);
  }

  /**
   * A range of parameters and optimiser state, as it travels: float32, little-endian.
   *
   * @param from its first value
   * @param to behind its last
   */
  public byte[] values(int from, int to) {
    var bytes = new byte[(to - from) * Float.BYTES];
    var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    int border = parameters();
    if (from < border) {
      floats.put(HostArray.range(model.parameters(), from, Math.min(to, border)));
    }
    if (to > border) {
      floats.put(HostArray.range(state, Math.max(from, border) - border, to - border));
    }
    return bytes;
  }

  /**
   * Copies a range of parameters and optimiser state; several threads may while no step is taken.
   *
   * @param from its first value
   * @param to takes the values, from its own first on
   * @param count how many
   */
  public void read(int from, float[] to, int count) {
    int border = parameters();
    int ofParameters = Math.max(0, Math.min(count, border - from));
    if (ofParameters > 0) {
      HostArray.range(model.parameters(), from, from + ofParameters).get(0, to, 0, ofParameters);
    }
    if (ofParameters < count) {
      int begin = from + ofParameters - border;
      HostArray.range(state, begin, from + count - border)
          .get(0, to, ofParameters, count - ofParameters);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
