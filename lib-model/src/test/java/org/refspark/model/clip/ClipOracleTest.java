package org.refspark.model.clip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.nn.Maps;
import org.refspark.model.nn.Norm;

/** CLIP's three encoders beside OpenAI's and CRIS's code, at inference. */
class ClipOracleTest {
  static Stream<OracleCase> resNets() {
    return OracleCase.named("clip_resnet_tiny");
  }

  static Stream<OracleCase> transformers() {
    return OracleCase.named("clip_vit_tiny");
  }

  static Stream<OracleCase> texts() {
    return OracleCase.named("clip_text_tiny");
  }

  /** A graph under test and what is expected of it, by output file. */
  private static final class Run {
    private final OracleCase oracle;
    private final Parameters parameters = new Parameters();
    private final Graph graph = Graph.forInference(parameters);
    private final Map<String, SDVariable> outputs = new LinkedHashMap<>();

    Run(OracleCase oracle) {
      this.oracle = oracle;
    }

    SDVariable picture(String file) {
      int[] shape = oracle.shape(file);
      return graph.input("picture", shape[0], shape[2], shape[3], shape[1]);
    }

    /** Runs on that picture and compares all outputs; maps are stored channels first. */
    void check(String file, SDVariable picture) {
      parameters.allocate(1);
      PublishedWeights.fill(parameters, oracle, "clip.visual.");
      var plan = Plan.of(graph, List.copyOf(outputs.values()));
      int[] shape = oracle.shape(file);
      HostArray.write(
          plan.array(picture), Maps.channelsLast(oracle.floats(file), shape[0], shape[1]));
      plan.run();
      outputs.forEach(
          (name, variable) -> {
            long[] size = graph.shape(variable);
            var values = HostArray.copy(plan.array(variable));
            boolean map = oracle.shape("outputs/" + name + ".npy").length == 4;
            oracle.assertClose(
                "outputs/" + name + ".npy",
                map ? Maps.channelsFirst(values, (int) size[0], (int) size[3]) : values);
          });
    }
  }

  private static int size(OracleCase oracle, String name) {
    return oracle.hyper().path(name).asInt();
  }

  private static ClipResNet resNet(OracleCase oracle, Graph graph) {
    return new ClipResNet(resNetConfig(oracle), graph, Norm.BATCH, 1);
  }

  private static ClipResNetConfig resNetConfig(OracleCase oracle) {
    var blocks =
        StreamSupport.stream(oracle.hyper().path("layers").spliterator(), false)
            .map(count -> count.asInt())
            .toList();
    return new ClipResNetConfig(
        blocks,
        size(oracle, "width"),
        size(oracle, "attn_heads"),
        size(oracle, "output_dim"),
        oracle.hyper().path("pos_grid").path(0).asInt());
  }

  @ParameterizedTest
  @MethodSource("resNets")
  void residualNetworkAndPoolAreOpenAis(OracleCase oracle) {
    var run = new Run(oracle);
    var net = resNet(oracle, run.graph);
    var picture = run.picture("inputs/openai_image.npy");
    run.outputs.put("openai_stem", net.stem(picture));
    var maps = net.maps(picture);
    for (int i = 0; i < 4; i++) {
      run.outputs.put("openai_layer" + (i + 1), maps.get(i));
    }
    run.outputs.put("openai_attnpool", net.pool().whole(maps.get(3)));
    run.check("inputs/openai_image.npy", picture);
  }

  @ParameterizedTest
  @MethodSource("resNets")
  void placesPooledWithoutMeanAreThoseOfCris(OracleCase oracle) {
    var run = new Run(oracle);
    var net = resNet(oracle, run.graph);
    var picture = run.picture("inputs/cris_image.npy");
    var maps = net.maps(picture);
    run.outputs.put("cris_x2", maps.get(1));
    run.outputs.put("cris_x3", maps.get(2));
    run.outputs.put("cris_layer4", maps.get(3));
    run.outputs.put("cris_x4_attnpool", net.pool().places(maps.get(3)));
    run.outputs.put("pos_embed_resized_spatial", net.pool().positions().places(3, 3));
    run.check("inputs/cris_image.npy", picture);
  }

  @ParameterizedTest
  @MethodSource("resNets")
  void wholeAndPlacesPooledTogetherAreThoseOfMmNet(OracleCase oracle) {
    var run = new Run(oracle);
    var net = resNet(oracle, run.graph);
    var picture = run.picture("inputs/cris_image.npy");
    var map = net.maps(picture).get(3);
    var pooled = net.pool().wholeAndPlaces(map, AttentionPool.Shortcut.ADDED);
    run.outputs.put("mmnet_z", pooled.places());
    run.outputs.put("mmnet_z_bar", pooled.whole());
    run.outputs.put(
        "mmnet_z_raw", net.pool().wholeAndPlaces(map, AttentionPool.Shortcut.LEFT_OUT).places());
    run.check("inputs/cris_image.npy", picture);
  }

  private static ClipVitConfig vitConfig(OracleCase oracle) {
    int patch = size(oracle, "patch");
    return new ClipVitConfig(
        patch,
        size(oracle, "width"),
        size(oracle, "layers"),
        size(oracle, "heads"),
        size(oracle, "output_dim"),
        size(oracle, "input_resolution") / patch);
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void visionTransformerIsOpenAis(OracleCase oracle) {
    var run = new Run(oracle);
    var picture = run.picture("inputs/image.npy");
    var features = new ClipVit(vitConfig(oracle), run.graph).see(picture);
    var shape = run.graph.shape(features.places());
    run.outputs.put("tokens_pre_ln_post", features.tokens());
    run.outputs.put("tokens_ln_post", features.normalized());
    run.outputs.put("class_projected", features.whole());
    run.outputs.put(
        "cris_patch_projected", run.graph.reshape(features.places(), shape[0], -1, shape[3]));
    run.check("inputs/image.npy", picture);
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void visionTransformerSeesLargerPicturesThroughResizedPositions(OracleCase oracle) {
    var run = new Run(oracle);
    var config = vitConfig(oracle);
    var picture = run.picture("inputs/resized_image.npy");
    var features = new ClipVit(config, run.graph).see(picture);
    int grid = size(oracle, "resized_input") / config.patch();
    var positions =
        Positions.of(run.graph, "clip.visual.positional_embedding", config.grid(), config.width());
    run.outputs.put("resized_positional_embedding", positions.wholeAndPlaces(grid, grid));
    run.outputs.put("resized_tokens_pre_ln_post", features.tokens());
    run.outputs.put("resized_tokens_ln_post", features.normalized());
    run.outputs.put("resized_class_projected", features.whole());
    run.check("inputs/resized_image.npy", picture);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void textEncoderIsOpenAis(OracleCase oracle) {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    int[] shape = oracle.shape("inputs/ids.npy");
    var ids = graph.input("ids", shape[0], shape[1]);
    var ends = graph.input("ends", shape[0]);
    var config =
        new ClipTextConfig(
            size(oracle, "vocab"),
            size(oracle, "pos_rows"),
            size(oracle, "width"),
            size(oracle, "layers"),
            size(oracle, "heads"),
            size(oracle, "embed_dim"));
    var features = new ClipText(config, graph).read(ids, ends);
    parameters.allocate(1);
    PublishedWeights.fill(parameters, oracle, "clip.");
    var plan = Plan.of(graph, List.of(features.words(), features.sentence()));
    var values = oracle.floats("inputs/ids.npy");
    var rows = ClipText.ends(values, shape[1]);
    var places = oracle.floats("outputs/eot_index.npy");
    for (int n = 0; n < places.length; n++) {
      places[n] += n * shape[1];
    }
    assertArrayEquals(places, rows, 0);
    HostArray.write(plan.array(ids), values);
    HostArray.write(plan.array(ends), rows);
    plan.run();
    oracle.assertClose("outputs/word_features.npy", HostArray.copy(plan.array(features.words())));
    oracle.assertClose("outputs/state.npy", HostArray.copy(plan.array(features.sentence())));
  }
}
