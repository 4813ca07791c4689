package org.refspark.model.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.refspark.model.OracleCase;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

/** Schedules and parameter trajectories equal those of the reference implementations. */
class OptimizerOracleTest {
  private static final Pattern WARM_UP = Pattern.compile("factor 1/(\\d+) over (\\d+) its");
  private static final Pattern MILESTONE = Pattern.compile("at t>=(\\d+)");
  private static final Pattern MILESTONE_FACTOR = Pattern.compile("x([0-9.]+) at t>=");
  private static final Pattern POWER = Pattern.compile("\\(1-t/\\d+\\)\\^([0-9.]+)");

  static Stream<OracleCase> cases() {
    return OracleCase.named("optim");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rateEqualsTheReferenceAtEveryStep(OracleCase oracle) {
    for (var run : oracle.json("lr.json").properties()) {
      var schedule = Optimizers.schedule(config(oracle, run.getValue()), steps(oracle));
      for (int t = 0; t < steps(oracle); t++) {
        double expected = run.getValue().path("lr0").path(t).asDouble();
        assertEquals(expected, schedule.rate(t), 1e-12, run.getKey() + " at step " + t);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parametersFollowTheReferenceTrajectory(OracleCase oracle) {
    int first = oracle.floats("inputs/p0.npy").length;
    int second = oracle.floats("inputs/p1.npy").length;
    var layout =
        new ParameterLayout(
            List.of(
                new Slot("p0", new long[] {first}, 0, "head", true),
                new Slot("p1", new long[] {second}, first, "backbone", true)));
    for (var run : oracle.json("lr.json").properties()) {
      var optimizer = Optimizers.create(config(oracle, run.getValue()), layout, steps(oracle));
      var parameters =
          Nd4j.concat(
              0,
              Nd4j.createFromArray(oracle.floats("inputs/p0.npy")),
              Nd4j.createFromArray(oracle.floats("inputs/p1.npy")));
      var state = Nd4j.zeros(optimizer.stateLength());
      var gradients =
          Nd4j.concat(
              1,
              oracle.array("inputs/grad_p0.npy").reshape('c', steps(oracle), first),
              oracle.array("inputs/grad_p1.npy").reshape('c', steps(oracle), second));
      var trajectory = Nd4j.zeros(steps(oracle), first + second);
      for (int t = 0; t < steps(oracle); t++) {
        optimizer.update(parameters, gradients.getRow(t).dup(), state, t, 1);
        trajectory.putRow(t, parameters);
      }
      var all = NDArrayIndex.all();
      oracle.assertClose(
          "outputs/traj_%s_p0.npy".formatted(run.getKey()),
          trajectory.get(all, NDArrayIndex.interval(0, first)));
      oracle.assertClose(
          "outputs/traj_%s_p1.npy".formatted(run.getKey()),
          trajectory.get(all, NDArrayIndex.interval(first, first + second)));
    }
  }

  private static int steps(OracleCase oracle) {
    return oracle.hyper().path("steps").asInt();
  }

  private static OptimizerConfig config(OracleCase oracle, JsonNode run) {
    var hyper = oracle.hyper();
    double rate = hyper.at("/base_lr/0").asDouble();
    double weightDecay = run.path("weight_decay").asDouble();
    return new OptimizerConfig(
        OptimizerConfig.Kind.valueOf(run.path("optimizer").asText().toUpperCase(Locale.ROOT)),
        rate,
        weightDecay,
        hyper.at("/betas/0").asDouble(),
        hyper.at("/betas/1").asDouble(),
        hyper.path("eps").asDouble(),
        0,
        0,
        schedule(oracle, run.path("schedule").asText()),
        List.of(new GroupRule("backbone", hyper.at("/base_lr/1").asDouble() / rate, weightDecay)));
  }

  /** The schedules' constants stand in the case's notes. */
  private static ScheduleConfig schedule(OracleCase oracle, String name) {
    var notes =
        StreamSupport.stream(oracle.description().path("notes").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
    var plain = ScheduleConfig.constant();
    return switch (name) {
      case "const" -> plain;
      case "poly" -> {
        var power = POWER.matcher(notes);
        assertTrue(power.find(), notes);
        yield new ScheduleConfig(
            ScheduleConfig.Kind.POLYNOMIAL, 0, 0, List.of(), 1, Double.parseDouble(power.group(1)));
      }
      case "warm" -> {
        var warmUp = WARM_UP.matcher(notes);
        var factor = MILESTONE_FACTOR.matcher(notes);
        assertTrue(warmUp.find() && factor.find(), notes);
        var milestones =
            MILESTONE.matcher(notes).results().map(m -> Double.valueOf(m.group(1))).toList();
        yield new ScheduleConfig(
            ScheduleConfig.Kind.MULTI_STEP,
            Double.parseDouble(warmUp.group(2)),
            1 / Double.parseDouble(warmUp.group(1)),
            milestones,
            Double.parseDouble(factor.group(1)),
            1);
      }
      default -> throw new IllegalArgumentException("schedule " + name + " is not known");
    };
  }
}
