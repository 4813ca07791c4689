package org.refspark.model.optim;

import java.util.List;

/**
 * Which optimiser, and how it goes.
 *
 * @param kind the rule of the update
 * @param rate full learning rate
 * @param weightDecay of every group without a rule of its own
 * @param beta1 decay of Adam's mean gradient
 * @param beta2 decay of Adam's mean squared gradient
 * @param epsilon added to Adam's denominator
 * @param momentum of {@code sgd}; 0 for none
 * @param clipNorm largest allowed norm of the whole gradient; 0 for no clipping
 * @param schedule of the learning rate
 * @param groups rules of single parameter groups
 */
public record OptimizerConfig(
    Kind kind,
    double rate,
    double weightDecay,
    double beta1,
    double beta2,
    double epsilon,
    double momentum,
    double clipNorm,
    ScheduleConfig schedule,
    List<GroupRule> groups) {
  /** The rule of the update. */
  public enum Kind {
    /** Kingma and Ba, 2015; weight decay is added to the gradient. */
    ADAM,
    /** Loshchilov and Hutter, 2019; weight decay acts on the weights themselves. */
    ADAMW,
    /** Gradient descent, with momentum if wanted; weight decay is added to the gradient. */
    SGD
  }

  public OptimizerConfig {
    groups = List.copyOf(groups);
    Constraint.that(Constraint.isPositive(rate), "rate", rate, "above 0");
    Constraint.that(Constraint.isShare(weightDecay), "weight-decay", weightDecay, "in [0, 1)");
    Constraint.that(Constraint.isShare(beta1), "beta1", beta1, "in [0, 1)");
    Constraint.that(Constraint.isShare(beta2), "beta2", beta2, "in [0, 1)");
    Constraint.that(Constraint.isPositive(epsilon), "epsilon", epsilon, "above 0");
    Constraint.that(Constraint.isShare(momentum), "momentum", momentum, "in [0, 1)");
    Constraint.that(Constraint.isNotNegative(clipNorm), "clip-norm", clipNorm, "0 or more");
    var names = groups.stream().map(GroupRule::group).toList();
    Constraint.that(
        names.stream().distinct().count() == names.size(), "groups", names, "named once each");
  }

  /** Plain gradient descent at a constant rate. */
  public static OptimizerConfig sgd(double rate) {
    return plain(Kind.SGD, rate, 0);
  }

  /** AdamW with the usual betas at a constant rate. */
  public static OptimizerConfig adamW(double rate, double weightDecay) {
    return plain(Kind.ADAMW, rate, weightDecay);
  }

  private static OptimizerConfig plain(Kind kind, double rate, double weightDecay) {
    return new OptimizerConfig(
        kind, rate, weightDecay, 0.9, 0.999, 1e-8, 0, 0, ScheduleConfig.constant(), List.of());
  }
}
