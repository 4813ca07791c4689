package org.refspark.model.optim;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What all optimisers here share: clipping, weight decay and the step down the direction, range by
 * range. Only whole-vector operations whose bits do not depend on where a range or a thread begins.
 */
abstract class FlatOptimizer implements Optimizer {
  /** What weight decay is added to. */
  enum Decay {
    GRADIENT,
    WEIGHTS
  }

  private final long length;
  private final List<UpdateRange> ranges;
  private final Schedule schedule;
  private final Decay decay;
  private final Optional<GradientClip> clip;

  FlatOptimizer(
      List<UpdateRange> ranges, Schedule schedule, Decay decay, Optional<GradientClip> clip) {
    this.ranges = ranges;
    this.length = ranges.isEmpty() ? 0 : ranges.get(ranges.size() - 1).end();
    this.schedule = schedule;
    this.decay = decay;
    this.clip = clip;
  }

  /** Number of trainable values. */
  final long length() {
    return length;
  }

  /**
   * The direction to go against, at rate 1; advances the state.
   *
   * @param gradient of the trainable values, clipped and with decay where it belongs there; may be
   *     overwritten and returned
   */
  abstract INDArray direction(INDArray gradient, INDArray state, long iteration);

  @Override
  public final void update(
      INDArray parameters, INDArray gradient, INDArray state, long iteration, double rateFactor) {
    require(gradient.length() == length, "gradient", gradient.length(), length);
    require(parameters.length() >= length, "parameters", parameters.length(), length);
    require(state.length() >= stateLength(), "state", state.length(), stateLength());
    if (length == 0) {
      return;
    }
    clip.ifPresent(gradientClip -> gradientClip.apply(gradient));
    if (decay == Decay.GRADIENT) {
      for (var range : ranges) {
        add(range.weightDecay(), range.of(parameters), range.of(gradient));
      }
    }
    var direction = direction(gradient, state, iteration);
    double rate = rateFactor * schedule.rate(iteration);
    for (var range : ranges) {
      descend(range, rate * range.rateFactor(), parameters, direction);
    }
  }

  private void descend(UpdateRange range, double rate, INDArray parameters, INDArray direction) {
    if (rate == 0) {
      return;
    }
    var weights = range.of(parameters);
    if (decay == Decay.WEIGHTS && range.weightDecay() > 0) {
      weights.muli(1 - rate * range.weightDecay());
    }
    add(-rate, range.of(direction), weights);
  }

  /** {@code to += factor · from}, in place. */
  static void add(double factor, INDArray from, INDArray to) {
    if (factor != 0) {
      Nd4j.getBlasWrapper().level1().axpy(to.length(), factor, from, to);
    }
  }

  /** The n-th vector of state, as long as the trainable values. */
  final INDArray moment(INDArray state, int n) {
    return state.get(NDArrayIndex.interval(n * length, (n + 1) * length));
  }

  private static void require(boolean holds, String what, long actual, long expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s has %d values, the optimiser was made for %d".formatted(what, actual, expected));
    }
  }
}
