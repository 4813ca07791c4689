package org.refspark.model.optim;

/**
 * What differs for one parameter group.
 *
 * @param group name of the group in the parameter layout, such as {@code backbone}
 * @param rateFactor multiplies the scheduled learning rate; 0 leaves the group as it is
 * @param weightDecay replaces the optimiser's own
 */
public record GroupRule(String group, double rateFactor, double weightDecay) {
  public GroupRule {
    Constraint.that(!group.isBlank(), "group", group, "the name of a parameter group");
    Constraint.that(Constraint.isNotNegative(rateFactor), "rate-factor", rateFactor, "0 or more");
    Constraint.that(Constraint.isShare(weightDecay), "weight-decay", weightDecay, "in [0, 1)");
  }
}
