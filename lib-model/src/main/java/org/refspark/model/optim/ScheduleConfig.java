package org.refspark.model.optim;

import java.util.List;

/**
 * How the learning rate changes. Places in the training are steps, or, below 1, shares of all
 * steps: 0.7 is the step after 70 % of the training, 1000 the step 1000.
 *
 * @param kind the rule after warm-up
 * @param warmup where the rate has risen to its full value; 0 for no warm-up
 * @param warmupFactor share of the full rate that the first step takes
 * @param milestones where {@code multi-step} lowers the rate, ascending
 * @param milestoneFactor what it is multiplied by there
 * @param power of {@code polynomial}
 */
public record ScheduleConfig(
    Kind kind,
    double warmup,
    double warmupFactor,
    List<Double> milestones,
    double milestoneFactor,
    double power) {
  /** The rule after warm-up. */
  public enum Kind {
    /** The full rate always. */
    CONSTANT,
    /** Lowered at milestones. */
    MULTI_STEP,
    /** Lowered to 0 at the last step. */
    POLYNOMIAL
  }

  public ScheduleConfig {
    milestones = List.copyOf(milestones);
    Constraint.that(Constraint.isNotNegative(warmup), "warmup", warmup, "0 or more");
    Constraint.that(
        warmupFactor >= 0 && warmupFactor <= 1, "warmup-factor", warmupFactor, "in [0, 1]");
    Constraint.that(
        milestones.stream().allMatch(Constraint::isPositive)
            && milestones.equals(milestones.stream().sorted().toList()),
        "milestones",
        milestones,
        "above 0 and ascending");
    Constraint.that(
        kind != Kind.MULTI_STEP || !milestones.isEmpty(),
        "milestones",
        milestones,
        "at least one with kind multi-step");
    Constraint.that(
        milestoneFactor > 0 && milestoneFactor <= 1,
        "milestone-factor",
        milestoneFactor,
        "in (0, 1]");
    Constraint.that(Constraint.isPositive(power), "power", power, "above 0");
  }

  /** The full rate always, no warm-up. */
  public static ScheduleConfig constant() {
    return new ScheduleConfig(Kind.CONSTANT, 0, 0.001, List.of(), 0.1, 0.9);
  }

  /** The schedule of a training of so many steps. */
  Schedule schedule(double rate, long totalSteps) {
    Schedule schedule =
        switch (kind) {
          case CONSTANT -> new Schedule.Constant(rate);
          case MULTI_STEP ->
              new Schedule.MultiStep(
                  rate,
                  milestones.stream().map(place -> step(place, totalSteps)).toList(),
                  milestoneFactor);
          case POLYNOMIAL -> new Schedule.Polynomial(rate, totalSteps, power);
        };
    long rising = step(warmup, totalSteps);
    return rising == 0 ? schedule : new Schedule.WarmUp(schedule, rising, warmupFactor);
  }

  private static long step(double place, long totalSteps) {
    return Math.round(place < 1 ? place * totalSteps : place);
  }
}
