package org.refspark.model.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class OptimizersTest {
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new Slot("conv", new long[] {2}, 0, "backbone", true),
              new Slot("scale", new long[] {1}, 2, "norm", true),
              new Slot("shift", new long[] {1}, 3, "norm", true),
              new Slot("linear", new long[] {2, 1}, 4, "head", true),
              new Slot("mean", new long[] {1}, 6, "norm", false)));

  @Test
  void neighboursUnderOneRuleAreOneRangeAndBuffersAreInNone() {
    var ranges = UpdateRange.of(LAYOUT, List.of(new GroupRule("norm", 1, 0)), 0.5);
    assertEquals(
        List.of(
            new UpdateRange(0, 2, 1, 0.5),
            new UpdateRange(2, 4, 1, 0),
            new UpdateRange(4, 6, 1, 0.5)),
        ranges);
    assertEquals(List.of(new UpdateRange(0, 6, 1, 0.5)), UpdateRange.of(LAYOUT, List.of(), 0.5));
  }

  @Test
  void groupsDescendAtTheirOwnRateAndDecay() {
    var config =
        config(
            OptimizerConfig.Kind.SGD,
            0,
            0,
            List.of(new GroupRule("backbone", 0.5, 0), new GroupRule("norm", 0, 0.5)));
    var parameters = Nd4j.createFromArray(1f, 1, 1, 1, 1, 1, 1);
    update(config, parameters, new float[] {1, 2, 1, 1, 1, 2});
    // Rate 0.1; head decays by 0.5 · weight in the gradient.
    assertArrayEquals(
        new float[] {0.95f, 0.9f, 1, 1, 0.85f, 0.75f, 1}, parameters.toFloatVector(), 1e-6f);
  }

  @Test
  void momentumAddsUpGradients() {
    var config = config(OptimizerConfig.Kind.SGD, 0.5, 0, List.of());
    var optimizer = Optimizers.create(config, LAYOUT, 10);
    var parameters = Nd4j.zeros(7);
    var state = Nd4j.zeros(optimizer.stateLength());
    var layout = Optimizers.stateLayout(config, LAYOUT);
    for (int t = 0; t < 2; t++) {
      // Weight decay 0.5 is in: the second gradient is 1 + 0.5 · (-0.1).
      optimizer.update(parameters, Nd4j.ones(DataType.FLOAT, 6), state, t, 1);
    }
    assertEquals(0.5 + 0.95, state.getDouble(5), 1e-6);
    assertEquals(-0.1 - 0.145, parameters.getDouble(5), 1e-6);
    assertEquals(0, parameters.getDouble(6));
    assertEquals("linear.momentum", layout.slots().get(3).name());
    assertEquals(optimizer.stateLength(), layout.length());
  }

  @Test
  void clippingScalesTheWholeGradientToTheNorm() {
    var config = config(OptimizerConfig.Kind.SGD, 0, 1, List.of(new GroupRule("head", 1, 0)));
    var parameters = Nd4j.zeros(7);
    update(config, parameters, new float[] {3, 0, 0, 0, 0, 4});
    assertArrayEquals(
        new float[] {-0.06f, 0, 0, 0, 0, -0.08f, 0}, parameters.toFloatVector(), 1e-6f);
  }

  @Test
  void gradientWithinTheNormIsLeftAlone() {
    var gradient = Nd4j.createFromArray(0.3f, 0.4f);
    new GradientClip(1, 2).apply(gradient);
    assertArrayEquals(new float[] {0.3f, 0.4f}, gradient.toFloatVector());
  }

  @Test
  void normOfALongGradientKeepsFiveDigits() {
    int length = 3_000_001;
    var gradient = Nd4j.valueArrayOf(length, 0.1f);
    double value = 0.1f;
    double norm = new GradientClip(1, length).norm(gradient);
    assertEquals(Math.sqrt(length * value * value), norm, 1e-5 * norm);
  }

  @Test
  void adamStateHoldsMeanThenMeanSquare() {
    var config = OptimizerConfig.adamW(0.1, 0);
    var optimizer = Optimizers.create(config, LAYOUT, 10);
    var state = Nd4j.zeros(optimizer.stateLength());
    optimizer.update(Nd4j.zeros(7), Nd4j.valueArrayOf(6, 2f), state, 0, 1);
    var layout = Optimizers.stateLayout(config, LAYOUT);
    assertEquals(12, layout.length());
    assertEquals(0.2, state.getDouble(layout.slot("shift.m").offset()), 1e-6);
    assertEquals(0.004, state.getDouble(layout.slot("shift.v").offset()), 1e-6);
  }

  @Test
  void largeEpsilonIsAddedAfterTheBiasCorrection() {
    var config =
        new OptimizerConfig(
            OptimizerConfig.Kind.ADAM,
            0.1,
            0,
            0.9,
            0.999,
            1,
            0,
            0,
            ScheduleConfig.constant(),
            List.of());
    var parameters = Nd4j.zeros(7);
    update(config, parameters, new float[] {2, 2, 2, 2, 2, 2});
    // m and v are bias-corrected to 2 and 4 at the first update.
    assertEquals(-0.1 * 2 / (2 + 1), parameters.getDouble(0), 1e-6);
  }

  @Test
  void sharesOfTheTrainingAndStepsMeanTheSamePlaces() {
    var shares =
        new ScheduleConfig(ScheduleConfig.Kind.MULTI_STEP, 0.1, 0.001, List.of(0.7, 0.9), 0.1, 0.9);
    var steps =
        new ScheduleConfig(
            ScheduleConfig.Kind.MULTI_STEP, 26_250, 0.001, List.of(183_750.0, 236_250.0), 0.1, 0.9);
    assertEquals(shares.schedule(1, 262_500), steps.schedule(1, 262_500));
    assertEquals(0.1, shares.schedule(1, 262_500).rate(183_750), 1e-12);
    assertEquals(1, shares.schedule(1, 262_500).rate(183_749), 1e-12);
  }

  @Test
  void polynomialScheduleEndsAtZero() {
    assertEquals(0, new Schedule.Polynomial(1, 10, 0.9).rate(10));
    assertEquals(0, new Schedule.Polynomial(1, 10, 0.9).rate(11));
  }

  @Test
  void brokenConstraintsNameKeyValueAndWhatIsAllowed() {
    assertMessage("rate is 0.0, must be above 0", () -> OptimizerConfig.sgd(0));
    assertMessage("weight-decay is -1.0, must be in [0, 1)", () -> OptimizerConfig.adamW(1, -1));
    assertMessage(
        "rate-factor is NaN, must be 0 or more", () -> new GroupRule("head", Double.NaN, 0));
    assertMessage(
        "milestones is [0.9, 0.7], must be above 0 and ascending",
        () ->
            new ScheduleConfig(ScheduleConfig.Kind.MULTI_STEP, 0, 0, List.of(0.9, 0.7), 0.1, 0.9));
    var rule = new GroupRule("head", 1, 0);
    assertMessage(
        "groups is [head, head], must be named once each",
        () -> config(OptimizerConfig.Kind.SGD, 0, 0, List.of(rule, rule)));
    var config = config(OptimizerConfig.Kind.SGD, 0, 0, List.of(new GroupRule("neck", 1, 0)));
    assertMessage(
        "group is neck, must be one of [backbone, head, norm]",
        () -> Optimizers.create(config, LAYOUT, 10));
  }

  @Test
  void vectorsOfAnotherNetworkAreRejected() {
    var optimizer = Optimizers.create(OptimizerConfig.sgd(0.1), LAYOUT, 10);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> optimizer.update(Nd4j.zeros(7), Nd4j.zeros(5), Nd4j.zeros(1), 0, 1));
    assertTrue(error.getMessage().contains("gradient has 5 values"), error.getMessage());
  }

  private static void update(OptimizerConfig config, INDArray parameters, float[] gradient) {
    var optimizer = Optimizers.create(config, LAYOUT, 10);
    var state = Nd4j.zeros(Math.max(1, optimizer.stateLength()));
    optimizer.update(parameters, Nd4j.createFromArray(gradient), state, 0, 1);
  }

  private static OptimizerConfig config(
      OptimizerConfig.Kind kind, double momentum, double clipNorm, List<GroupRule> groups) {
    return new OptimizerConfig(
        kind, 0.1, 0.5, 0.9, 0.999, 1e-8, momentum, clipNorm, ScheduleConfig.constant(), groups);
  }

  private static void assertMessage(String message, Runnable action) {
    var error = assertThrows(IllegalArgumentException.class, action::run);
    assertEquals(message, error.getMessage());
  }
}
