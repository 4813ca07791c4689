package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;

/**
 * The two directions of a GRU and the mean of their states beside PyTorch's packed bidirectional
 * one: outputs, and gradients of the input and of every weight.
 */
class GruOracleTest {
  private static final String WEIGHTS = "weights.safetensors";

  static Stream<OracleCase> cases() {
    return OracleCase.named("bigru");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void statesAndGradientsAreAsExpected(OracleCase oracle) {
    new Run(oracle).check();
  }

  private static final class Run {
    private final OracleCase oracle;
    private final int batch;
    private final int steps;
    private final int width;
    private final int hidden;
    private final long[] lengths;
    private final Graph graph = Graph.forTraining(new Parameters());
    private final Map<SDVariable, float[]> inputs = new LinkedHashMap<>();
    private final Map<String, SDVariable> outputs = new LinkedHashMap<>();
    private SDVariable mean;

    Run(OracleCase oracle) {
      this.oracle = oracle;
      int[] shape = oracle.shape("inputs/x.npy");
      this.batch = shape[0];
      this.steps = shape[1];
      this.width = shape[2];
      this.hidden = oracle.hyper().path("hidden").asInt();
      this.lengths = oracle.longs("inputs/lengths.npy");
    }

    void check() {
      build();
      var terms = new ArrayList<SDVariable>();
      outputs.forEach((name, out) -> terms.add(graph.one(new WeightedTotal(factors(name)), out)));
      var loss = graph.sum(terms.toArray(SDVariable[]::new));
      var names = inputs.keySet().stream().map(SDVariable::name).toList();
      var gradients = graph.gradients(loss, names);
      var wanted = new ArrayList<>(outputs.values());
      wanted.add(loss);
      wanted.add(mean);
      wanted.addAll(gradients.values());
      var plan = Plan.of(graph, wanted);
      inputs.forEach((input, values) -> HostArray.write(plan.array(input), values));
      plan.run();
      outputs.forEach((name, out) -> assertOutput(name, HostArray.copy(plan.array(out))));
      oracle.assertClose("outputs/mean_valid.npy", plan.array(mean));
      oracle.assertClose("outputs/loss.npy", plan.array(loss));
      var slope = HostArray.copy(plan.array(gradients.get("x")));
      oracle.assertClose("outputs/grad_in_x.npy", sequencesFirst(slope, width));
      for (var suffix : List.of("", "_reverse")) {
        assertGradient(plan, gradients, "weight_ih_l0" + suffix);
        assertGradient(plan, gradients, "weight_hh_l0" + suffix);
        for (var bias : List.of("bias_ih_l0" + suffix, "bias_hh_l0" + suffix)) {
          oracle.assertClose(
              "outputs/grad_weights.safetensors", bias, plan.array(gradients.get(bias)));
        }
      }
    }

    private void build() {
      var x = input("x", stepsFirst(oracle.floats("inputs/x.npy"), width), steps, batch, width);
      var count = graph.input("lengths", batch);
      var last = graph.input("last", batch);
      var first = graph.input("first", batch);
      var ends = new float[batch];
      var starts = new float[batch];
      var counts = new float[batch];
      for (int n = 0; n < batch; n++) {
        counts[n] = lengths[n];
        ends[n] = (lengths[n] - 1) * batch + n;
        starts[n] = n;
      }
      inputs.put(count, counts);
      inputs.put(last, ends);
      inputs.put(first, starts);
      var forward = direction(x, count, "", false);
      var backward = direction(x, count, "_reverse", true);
      var all = graph.one(new ConcatColumns(), forward, backward);
      outputs.put("out_all", all);
      outputs.put("last_step", graph.one(new GatherRows(), all, last));
      outputs.put(
          "concat_final",
          graph.one(
              new ConcatColumns(),
              graph.one(new GatherRows(), forward, last),
              graph.one(new GatherRows(), backward, first)));
      mean = graph.one(new MeanSteps(), graph.reshape(all, steps, batch, 2L * hidden), count);
    }

    private SDVariable direction(SDVariable x, SDVariable count, String suffix, boolean reverse) {
      var states =
          graph.one(
              new Gru(reverse),
              x,
              count,
              matrix("weight_ih_l0" + suffix, width),
              matrix("weight_hh_l0" + suffix, hidden),
              bias("bias_ih_l0" + suffix),
              bias("bias_hh_l0" + suffix));
      return graph.reshape(states, -1, hidden);
    }

    private SDVariable bias(String name) {
      return input(name, oracle.weights(WEIGHTS).get(name).values(), 3L * hidden);
    }

    private SDVariable matrix(String name, int rows) {
      var values = oracle.weights(WEIGHTS).get(name).values();
      return input(name, Maps.transposed(values, 3 * hidden), rows, 3L * hidden);
    }

    private SDVariable input(String name, float[] values, long... shape) {
      var variable = graph.input(name, shape);
      inputs.put(variable, values);
      return variable;
    }

    private float[] factors(String name) {
      var factors = oracle.floats("inputs/loss_R_" + name + ".npy");
      return name.equals("out_all") ? stepsFirst(factors, 2 * hidden) : factors;
    }

    private void assertOutput(String name, float[] values) {
      oracle.assertClose(
          "outputs/" + name + ".npy",
          name.equals("out_all") ? sequencesFirst(values, 2 * hidden) : values);
    }

    private void assertGradient(Plan plan, Map<String, SDVariable> gradients, String name) {
      var values = HostArray.copy(plan.array(gradients.get(name)));
      oracle.assertClose(
          "outputs/grad_weights.safetensors",
          name,
          Maps.transposed(values, values.length / 3 / hidden));
    }

    /** {@code [N, T, C]} to {@code [T, N, C]}. */
    private float[] stepsFirst(float[] values, int channels) {
      return reordered(values, batch, steps, channels);
    }

    /** {@code [T, N, C]} to {@code [N, T, C]}. */
    private float[] sequencesFirst(float[] values, int channels) {
      return reordered(values, steps, batch, channels);
    }

    private static float[] reordered(float[] values, int a, int b, int channels) {
      var result = new float[values.length];
      for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
          System.arraycopy(
              values, (i * b + j) * channels, result, (j * a + i) * channels, channels);
        }
      }
      return result;
    }
  }
}
