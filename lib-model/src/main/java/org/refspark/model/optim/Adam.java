package org.refspark.model.optim;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adam (Kingma and Ba, 2015), and AdamW where decay acts on the weights (Loshchilov and Hutter,
 * 2019). At update t, from 1:
 *
 * <pre>
 * m = β₁ m + (1 − β₁) g        v = β₂ v + (1 − β₂) g²
 * p −= rate / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * </pre>
 *
 * <p>State: m, then v.
 */
final class Adam extends FlatOptimizer {
  private final double beta1;
  private final double beta2;
  private final double epsilon;

  Adam(
      OptimizerConfig config,
      List<UpdateRange> ranges,
      Schedule schedule,
      Optional<GradientClip> clip) {
    super(
        ranges,
        schedule,
        config.kind() == OptimizerConfig.Kind.ADAMW ? Decay.WEIGHTS : Decay.GRADIENT,
        clip);
    this.beta1 = config.beta1();
    this.beta2 = config.beta2();
    this.epsilon = config.epsilon();
  }

  @Override
  public long stateLength() {
    return 2 * length();
  }

  @Override
  INDArray direction(INDArray gradient, INDArray state, long iteration) {
    var m = moment(state, 0);
    var v = moment(state, 1);
    // ND4J divides by √v + ε with √(1 − β₂ᵗ) taken into the rate; the ε above is scaled to match.
    double scaledEpsilon = epsilon * Math.sqrt(1 - Math.pow(beta2, iteration + 1.0));
    Nd4j.exec(
        new AdamUpdater(
            gradient, v, m, 1, beta1, beta2, scaledEpsilon, Math.toIntExact(iteration)));
    return gradient;
  }
}
