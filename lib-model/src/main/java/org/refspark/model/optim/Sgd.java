package org.refspark.model.optim;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Gradient descent: {@code p −= rate · g}, or with momentum μ: {@code b = μ b + g}, {@code p −=
 * rate · b}.
 *
 * <p>State: b with momentum, else none.
 */
final class Sgd extends FlatOptimizer {
  private final double momentum;

  Sgd(
      OptimizerConfig config,
      List<UpdateRange> ranges,
      Schedule schedule,
      Optional<GradientClip> clip) {
    super(ranges, schedule, Decay.GRADIENT, clip);
    this.momentum = config.momentum();
  }

  @Override
  public long stateLength() {
    return momentum == 0 ? 0 : length();
  }

  @Override
  INDArray direction(INDArray gradient, INDArray state, long iteration) {
    if (momentum == 0) {
      return gradient;
    }
    var velocity = moment(state, 0);
    velocity.muli(momentum);
    add(1, gradient, velocity);
    return velocity;
  }
}
