package org.refspark.jobs.bench;

import java.time.Duration;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.jobs.train.TrainerFactory;
import org.refspark.model.ParameterLayout;
import org.refspark.model.Trainer;
import org.refspark.model.optim.Optimizer;

/**
 * Trainers that leave their weights as they are.
 *
 * @param weights how many
 * @param stepTime that a step takes
 */
record IdleFactory(int weights, Duration stepTime) implements TrainerFactory {
  private static final long serialVersionUID = 1L;

  @Override
  public Trainer create() {
    return new Trainer(new IdleModel(weights, stepTime), new Idle());
  }

  @Override
  public ParameterLayout optimizerLayout(ParameterLayout network) {
    return new ParameterLayout(List.of());
  }

  @Override
  public String key() {
    return toString();
  }

  private static final class Idle implements Optimizer {
    @Override
    public long stateLength() {
      return 0;
    }

    @Override
    public void update(
        INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
      // Nothing is learnt.
    }
  }
}
