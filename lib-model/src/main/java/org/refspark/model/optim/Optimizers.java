package org.refspark.model.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.refspark.model.ParameterLayout;

/** Makes optimisers, their schedules and the layout of their state from configuration. */
public final class Optimizers {
  private Optimizers() {}

  /**
   * The configured optimiser for a network.
   *
   * @param totalSteps updates of the whole training, which shares in the schedule refer to
   * @throws IllegalArgumentException where a rule names a group that the network does not have
   */
  public static Optimizer create(OptimizerConfig config, ParameterLayout layout, long totalSteps) {
    var ranges = UpdateRange.of(layout, config.groups(), config.weightDecay());
    var schedule = schedule(config, totalSteps);
    Optional<GradientClip> clip =
        config.clipNorm() == 0
            ? Optional.empty()
            : Optional.of(new GradientClip(config.clipNorm(), layout.trainableLength()));
    return switch (config.kind()) {
      case ADAM, ADAMW -> new Adam(config, ranges, schedule, clip);
      case SGD -> new Sgd(config, ranges, schedule, clip);
    };
  }

  /** The learning rate of groups without a rule of their own. */
  public static Schedule schedule(OptimizerConfig config, long totalSteps) {
    Constraint.that(totalSteps > 0, "number of steps", totalSteps, "above 0");
    return config.schedule().schedule(config.rate(), totalSteps);
  }

  /**
   * Names and places of the optimiser's state, each trainable parameter's name with the name of the
   * moment behind it: {@code head.weight.m}. Empty where the optimiser keeps none.
   */
  public static ParameterLayout stateLayout(OptimizerConfig config, ParameterLayout layout) {
    List<String> moments =
        switch (config.kind()) {
          case ADAM, ADAMW -> List.of("m", "v");
          case SGD -> config.momentum() == 0 ? List.of() : List.of("momentum");
        };
    var slots = new ArrayList<ParameterLayout.Slot>();
    long begin = 0;
    for (var moment : moments) {
      for (var slot : layout.slots()) {
        if (slot.trainable()) {
          slots.add(
              new ParameterLayout.Slot(
                  slot.name() + "." + moment,
                  slot.shape(),
                  begin + slot.offset(),
                  slot.group(),
                  true));
        }
      }
      begin += layout.trainableLength();
    }
    return new ParameterLayout(slots);
  }
}
