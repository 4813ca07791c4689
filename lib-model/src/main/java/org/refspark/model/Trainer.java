package org.refspark.model;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
    var report = model.gradient(batch, seed, gradient);
    optimizer.update(model.parameters(), gradient, state, iteration);
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

  @Override
  public void close() {
    model.close();
  }
}
