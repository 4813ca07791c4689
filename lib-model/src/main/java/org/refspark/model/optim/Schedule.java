package org.refspark.model.optim;

import java.util.List;

/** Learning rate as a pure function of the steps taken before. */
public sealed interface Schedule {
  /**
   * The rate of one update.
   *
   * @param iteration updates made before this one, from 0
   */
  double rate(long iteration);

  /** The same rate always. */
  record Constant(double base) implements Schedule {
    @Override
    public double rate(long iteration) {
      return base;
    }
  }

  /**
   * The base rate, multiplied by a factor at every milestone.
   *
   * @param milestones iterations from which the factor holds once more, ascending
   * @param factor such as 0.1
   */
  record MultiStep(double base, List<Long> milestones, double factor) implements Schedule {
    public MultiStep {
      milestones = List.copyOf(milestones);
    }

    @Override
    public double rate(long iteration) {
      long passed = milestones.stream().filter(milestone -> milestone <= iteration).count();
      return base * Math.pow(factor, (double) passed);
    }
  }

  /** {@code base · (1 − iteration/steps)^power}, 0 from the last step on. */
  record Polynomial(double base, long steps, double power) implements Schedule {
    @Override
    public double rate(long iteration) {
      return iteration >= steps ? 0 : base * Math.pow(1 - (double) iteration / steps, power);
    }
  }

  /**
   * Another schedule, scaled by a factor that rises linearly to 1 over the first steps.
   *
   * @param steps from which the other schedule holds unscaled
   * @param factor scale of the first step, such as 1/1000
   */
  record WarmUp(Schedule schedule, long steps, double factor) implements Schedule {
    @Override
    public double rate(long iteration) {
      double risen = iteration >= steps ? 1 : (double) iteration / steps;
      return schedule.rate(iteration) * (factor * (1 - risen) + risen);
    }
  }
}
