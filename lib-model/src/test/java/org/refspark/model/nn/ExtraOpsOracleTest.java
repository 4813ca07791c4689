package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Initial;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;

/** Single operations and their weights' gradients beside PyTorch's. */
class ExtraOpsOracleTest {
  private static final String WEIGHTS = "weights.safetensors";
  private static final String GRADIENTS = "outputs/grad_weights.safetensors";

  static Stream<OracleCase> cases() {
    return OracleCase.named("extra_ops");
  }

  /** One operation on the case's input, with its loss and the gradients of its weights. */
  private static final class Run {
    private final OracleCase oracle;
    private final String name;
    private final Parameters parameters = new Parameters();
    private final Graph graph = Graph.forTraining(parameters);
    private final Layers layers = new Layers(graph, "op", Norm.BATCH, 1);
    private final int[] shape;
    private final SDVariable x;
    private Map<String, SDVariable> gradients;
    private Plan plan;

    Run(OracleCase oracle, String name) {
      this.oracle = oracle;
      this.name = name;
      this.shape = oracle.shape("inputs/x.npy");
      this.x = graph.input("x", shape[0], shape[2], shape[3], shape[1]);
    }

    void check(SDVariable out, Map<String, float[]> weights) {
      int channels = (int) graph.shape(out)[3];
      var factors = oracle.floats("inputs/loss_R_" + name + ".npy");
      var total = new WeightedTotal(Maps.channelsLast(factors, shape[0], channels));
      gradients = graph.gradients(graph.one(total, out));
      parameters.allocate(1);
      weights.forEach((key, values) -> HostArray.write(parameters.array("op." + key), values));
      assertEquals(
          parameters.layout().slots().stream().filter(slot -> slot.trainable()).count(),
          gradients.size(),
          "weights with a gradient");
      var wanted = new ArrayList<>(gradients.values());
      wanted.add(out);
      plan = Plan.of(graph, wanted);
      var values = oracle.floats("inputs/x.npy");
      HostArray.write(plan.array(x), Maps.channelsLast(values, shape[0], shape[1]));
      plan.run();
      var result = HostArray.copy(plan.array(out));
      oracle.assertClose(
          "outputs/" + name + ".npy", Maps.channelsFirst(result, shape[0], channels));
    }

    float[] gradient(String weight) {
      return HostArray.copy(plan.array(gradients.get("op." + weight)));
    }

    float[] weight(String key) {
      return oracle.weights(WEIGHTS).get(key).values();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchStatisticsNormaliseAndMoveTheRunningOnes(OracleCase oracle) {
    var run = new Run(oracle, "bn_train");
    var weights = new LinkedHashMap<String, float[]>();
    for (var key : List.of("bn.weight", "bn.bias", "bn.running_mean", "bn.running_var")) {
      weights.put(key, run.weight(key));
    }
    run.check(run.layers.normalize(run.x, "bn"), weights);
    oracle.assertClose(GRADIENTS, "bn.weight", run.gradient("bn.weight"));
    oracle.assertClose(GRADIENTS, "bn.bias", run.gradient("bn.bias"));
    oracle.assertClose(
        "outputs/bn_running_mean_after.npy", run.parameters.array("op.bn.running_mean"));
    oracle.assertClose(
        "outputs/bn_running_var_after.npy", run.parameters.array("op.bn.running_var"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void transposedConvolutionIsALinearLayerAndAShuffle(OracleCase oracle) {
    var run = new Run(oracle, "deconv2x2");
    int[] shape = oracle.weights(WEIGHTS).get("deconv.weight").shape();
    int in = shape[0];
    int out = shape[1];
    var y = run.layers.linear(run.x, "deconv", 4 * out, new Initial.Value(0));
    y = run.layers.bias(run.graph.one(new PixelShuffle(), y), "deconv");
    run.check(
        y,
        Map.of(
            // [I, O, 2·2] -> [I, 2·2·O]
            "deconv.weight", Maps.channelsLast(run.weight("deconv.weight"), in, out),
            "deconv.bias", run.weight("deconv.bias")));
    oracle.assertClose(
        GRADIENTS, "deconv.weight", Maps.channelsFirst(run.gradient("deconv.weight"), in, out));
    oracle.assertClose(GRADIENTS, "deconv.bias", run.gradient("deconv.bias"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void groupsOfChannelsAreConvolvedApart(OracleCase oracle) {
    var run = new Run(oracle, "gconv");
    int[] shape = oracle.weights(WEIGHTS).get("gconv.weight").shape();
    int groups = run.shape[1] / shape[1];
    int out = shape[0] / groups;
    var all = run.weight("gconv.weight");
    int length = all.length / groups;
    var weights = new LinkedHashMap<String, float[]>();
    for (int g = 0; g < groups; g++) {
      var part = Arrays.copyOfRange(all, g * length, (g + 1) * length);
      weights.put("gconv.%d.weight".formatted(g), Maps.kernelLast(part, out, shape[1]));
    }
    weights.put("gconv.bias", run.weight("gconv.bias"));
    var y = run.layers.groupedConv(run.x, "gconv", shape[2], 1, shape[0], groups);
    run.check(run.layers.bias(y, "gconv"), weights);
    var gradient = new float[all.length];
    for (int g = 0; g < groups; g++) {
      var part = run.gradient("gconv.%d.weight".formatted(g));
      System.arraycopy(Maps.kernelFirst(part, out, shape[1]), 0, gradient, g * length, length);
    }
    oracle.assertClose(GRADIENTS, "gconv.weight", gradient);
    oracle.assertClose(GRADIENTS, "gconv.bias", run.gradient("gconv.bias"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsOfChannelsBecomeUnitVectors(OracleCase oracle) {
    var run = new Run(oracle, "l2norm");
    run.check(run.graph.one(new L2Normalize(), run.x), Map.of());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void windowsGiveTheirMaximum(OracleCase oracle) {
    var run = new Run(oracle, "maxpool");
    run.check(run.graph.one(new MaxPool(), run.x), Map.of());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void mapsAreResampledByLinesAndByCurves(OracleCase oracle) {
    for (var curve : Resample.Curve.values()) {
      for (var corners : Resample.Corners.values()) {
        resample(oracle, curve, corners);
      }
    }
  }

  private static void resample(OracleCase oracle, Resample.Curve curve, Resample.Corners corners) {
    var name =
        curve.name().toLowerCase(Locale.ROOT)
            + (corners == Resample.Corners.CENTRES ? "_ac1" : "_ac0");
    int[] shape = oracle.shape("inputs/x.npy");
    int[] size = oracle.shape("outputs/" + name + ".npy");
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", shape[0], shape[2], shape[3], shape[1]);
    var out = graph.one(new Resample(size[2], size[3], curve, corners), x);
    var plan = Plan.of(graph, List.of(out));
    var values = oracle.floats("inputs/x.npy");
    HostArray.write(plan.array(x), Maps.channelsLast(values, shape[0], shape[1]));
    plan.run();
    oracle.assertClose(
        "outputs/" + name + ".npy",
        Maps.channelsFirst(HostArray.copy(plan.array(out)), shape[0], shape[1]));
  }
}
