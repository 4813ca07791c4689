package org.refspark.model.lts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Loss;
import org.refspark.model.nn.Maps;
import org.refspark.model.nn.Norm;

/** The parts of LTS beside their formulas in PyTorch. */
class LtsOracleTest {
  private static final String WEIGHTS = "weights.safetensors";
  private static final float EPSILON = 1e-5f;

  static Stream<OracleCase> darknet() {
    return OracleCase.named("darknet_tiny");
  }

  static Stream<OracleCase> aspp() {
    return OracleCase.named("aspp_tiny");
  }

  static Stream<OracleCase> losses() {
    return OracleCase.named("losses");
  }

  @ParameterizedTest
  @MethodSource("darknet")
  void stagesOfDarknetAreAsExpected(OracleCase oracle) {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var layers = new Layers(graph, "net", Norm.BATCH, 1);
    int width = oracle.hyper().path("width").asInt();
    var picture = map(graph, oracle, "image");
    var x = Darknet.block(layers, picture, "stem", 3, 1, width);
    var outputs = new LinkedHashMap<String, SDVariable>();
    outputs.put("stem", x);
    var units = oracle.hyper().path("units");
    for (int i = 0; i < units.size(); i++) {
      var stage = "stage" + (i + 1);
      x = Darknet.stage(layers, x, stage, width << (i + 1), units.get(i).asInt());
      outputs.put(stage, x);
    }
    check(oracle, graph, parameters, Map.of("image", picture), outputs);
  }

  @ParameterizedTest
  @MethodSource("aspp")
  void poolingOfSeveralDilationsIsAsExpected(OracleCase oracle) {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var layers = new Layers(graph, "net", Norm.BATCH, 1);
    var x = map(graph, oracle, "x");
    var rates =
        StreamSupport.stream(oracle.hyper().path("rates").spliterator(), false)
            .map(rate -> rate.asInt())
            .toList();
    var y = new Aspp(rates, oracle.hyper().path("out").asInt()).apply(layers, "aspp", x);
    check(oracle, graph, parameters, Map.of("x", x), Map.of("leaky_out", y));
  }

  private static SDVariable map(Graph graph, OracleCase oracle, String name) {
    int[] shape = oracle.shape("inputs/" + name + ".npy");
    return graph.input(name, shape[0], shape[2], shape[3], shape[1]);
  }

  /** Runs with the case's weights, whose names are the network's without {@code net.aspp}. */
  private static void check(
      OracleCase oracle,
      Graph graph,
      Parameters parameters,
      Map<String, SDVariable> inputs,
      Map<String, SDVariable> outputs) {
    parameters.allocate(1);
    var weights = oracle.weights(WEIGHTS);
    for (var slot : parameters.layout().slots()) {
      var tensor = weights.get(slot.name().replaceFirst("^net\\.(aspp\\.)?", ""));
      var values = tensor.values();
      if (tensor.shape().length == 4) {
        values = Maps.kernelLast(values, tensor.shape()[0], tensor.shape()[1]);
      }
      assertEquals(slot.length(), values.length, slot.name());
      HostArray.write(parameters.array(slot.name()), values);
    }
    var plan = Plan.of(graph, List.copyOf(outputs.values()));
    inputs.forEach((name, input) -> write(oracle, name, plan, input));
    plan.run();
    outputs.forEach((name, output) -> assertMap(oracle, name, graph, plan, output));
  }

  private static void write(OracleCase oracle, String name, Plan plan, SDVariable input) {
    var file = "inputs/" + name + ".npy";
    int[] shape = oracle.shape(file);
    var values = oracle.floats(file);
    HostArray.write(
        plan.array(input),
        shape.length == 4 ? Maps.channelsLast(values, shape[0], shape[1]) : values);
  }

  private static void assertMap(
      OracleCase oracle, String name, Graph graph, Plan plan, SDVariable output) {
    long[] shape = graph.shape(output);
    var values = HostArray.copy(plan.array(output));
    oracle.assertClose(
        "outputs/" + name + ".npy",
        shape.length == 4 ? Maps.channelsFirst(values, (int) shape[0], (int) shape[3]) : values);
  }

  @ParameterizedTest
  @EnumSource
  void fusionAndFiltersAreAsExpectedWithTheirGradients(LtsConfig.Upsampling upsampling) {
    OracleCase.named("lts_fusion_tiny")
        .forEach(oracle -> new FusionRun(oracle, upsampling).check());
  }

  /** Fusion and two filters; normalisation is fixed to do nothing. */
  private static final class FusionRun {
    private static final Map<String, String> WEIGHT_NAMES =
        Map.of(
            "W_v1", "fusion.v1.conv.weight",
            "W_t", "fusion.text.weight",
            "W_m1", "fusion.m1.conv.weight",
            "W_v2", "fusion.v2.conv.weight",
            "W_m2", "fusion.m2.conv.weight",
            "W_v3", "fusion.v3.conv.weight",
            "W_k", "localiser.filter1.kernel.weight",
            "W_k2", "localiser.filter2.kernel.weight");

    private final OracleCase oracle;
    private final String prefix;
    private final LtsConfig.Upsampling upsampling;
    private final Parameters parameters = new Parameters();
    private final Graph graph = Graph.forTraining(parameters);
    private final Map<String, SDVariable> inputs = new LinkedHashMap<>();

    FusionRun(OracleCase oracle, LtsConfig.Upsampling upsampling) {
      this.oracle = oracle;
      this.upsampling = upsampling;
      this.prefix = upsampling.name().toLowerCase(java.util.Locale.ROOT) + "_";
    }

    void check() {
      for (var name : List.of("F_v1", "F_v2", "F_v3")) {
        inputs.put(name, map(graph, oracle, name));
      }
      int[] text = oracle.shape("inputs/f_text.npy");
      inputs.put("f_text", graph.input("f_text", text[0], text[1]));
      int channels = oracle.hyper().path("d").asInt();
      var fusion =
          new Fusion(
              new LtsConfig.FusionChoices(true, channels, upsampling),
              new Layers(graph, "fusion", Norm.FROZEN, 1));
      var projected =
          fusion.project(List.of(inputs.get("F_v1"), inputs.get("F_v2"), inputs.get("F_v3")));
      var sentence = inputs.get("f_text");
      var fused = fusion.fuse(projected, sentence);
      var maps =
          new Localiser(TinyLts.filters(2), new Layers(graph, "localiser", Norm.GROUP, 1))
              .locate(fused, new TextEncoder.Text(sentence, sentence));
      assertEquals(2, maps.size());
      compare(fused, maps);
    }

    private void compare(SDVariable fused, List<SDVariable> maps) {
      var outputs = new LinkedHashMap<String, SDVariable>();
      outputs.put("H_mask", maps.get(0));
      outputs.put("H2_sequential", maps.get(1));
      var terms = new ArrayList<SDVariable>();
      outputs.forEach(
          (name, map) -> {
            var factors = oracle.floats("inputs/" + prefix + "loss_R_" + name + ".npy");
            terms.add(graph.one(new WeightedTotal(factors), map));
          });
      outputs.put("F_m3", fused);
      outputs.put("loss", graph.sum(terms.toArray(SDVariable[]::new)));
      var names = new ArrayList<>(inputs.keySet());
      names.addAll(WEIGHT_NAMES.values());
      var gradients = graph.gradients(outputs.get("loss"), names);
      parameters.allocate(1);
      fill();
      var wanted = new ArrayList<>(outputs.values());
      wanted.addAll(gradients.values());
      var plan = Plan.of(graph, wanted);
      inputs.forEach((name, input) -> write(oracle, name, plan, input));
      plan.run();
      outputs.forEach((name, output) -> assertMap(oracle, prefix + name, graph, plan, output));
      inputs
          .keySet()
          .forEach(
              name ->
                  assertMap(oracle, prefix + "grad_in_" + name, graph, plan, gradients.get(name)));
      WEIGHT_NAMES.forEach(
          (theirs, ours) ->
              oracle.assertClose(
                  "outputs/" + prefix + "grad_weights.safetensors",
                  theirs,
                  plan.array(gradients.get(ours))));
    }

    private void fill() {
      var weights = oracle.weights(WEIGHTS);
      WEIGHT_NAMES.forEach(
          (theirs, ours) -> HostArray.write(parameters.array(ours), weights.get(theirs).values()));
      for (var slot : parameters.layout().slots()) {
        if (slot.name().endsWith("running_var")) {
          parameters.array(slot.name()).assign(1 - EPSILON);
        }
      }
    }
  }

  /**
   * Two sums over pixels, mean over examples, the second a tenth; masks taken at every n-th pixel.
   */
  @ParameterizedTest
  @MethodSource("losses")
  void sumOfBothLossesIsAsExpectedWithItsGradients(OracleCase oracle) {
    var graph = Graph.forTraining(new Parameters());
    var values = new LinkedHashMap<SDVariable, float[]>();
    var segmentation = loss(graph, oracle, "P_mask", 1, values);
    var localisation = loss(graph, oracle, "H_mask", 0.1f, values);
    var total = graph.sum(segmentation, localisation);
    var gradients = graph.gradients(total, List.of("P_mask", "H_mask"));
    var wanted = new ArrayList<>(gradients.values());
    wanted.addAll(List.of(total, segmentation));
    var plan = Plan.of(graph, wanted);
    values.forEach((input, numbers) -> HostArray.write(plan.array(input), numbers));
    plan.run();
    oracle.assertClose("outputs/lts_seg.npy", plan.array(segmentation));
    oracle.assertClose("outputs/lts_loss.npy", plan.array(total));
    oracle.assertClose("outputs/lts_grad_P_mask.npy", plan.array(gradients.get("P_mask")));
    oracle.assertClose("outputs/lts_grad_H_mask.npy", plan.array(gradients.get("H_mask")));
  }

  private static SDVariable loss(
      Graph graph, OracleCase oracle, String name, float factor, Map<SDVariable, float[]> values) {
    int[] shape = oracle.shape("inputs/lts_" + name + ".npy");
    int side = shape[2];
    int full = oracle.shape("inputs/lts_gt.npy")[2];
    var mask = oracle.floats("inputs/lts_gt.npy");
    var target = new float[shape[0] * side * side];
    var weight = new float[target.length];
    for (int i = 0; i < target.length; i++) {
      int row = i / side % side * full / side;
      target[i] = mask[(i / side / side * full + row) * full + i % side * full / side];
      weight[i] = factor / shape[0];
    }
    var logits = graph.input(name, shape[0], side, side);
    var masks = graph.input(name + ".mask", shape[0], side, side);
    var weights = graph.input(name + ".weight", shape[0], side, side);
    values.put(logits, oracle.floats("inputs/lts_" + name + ".npy"));
    values.put(masks, target);
    values.put(weights, weight);
    return graph.one(Loss.SIGMOID_CROSS_ENTROPY, logits, masks, weights);
  }
}
