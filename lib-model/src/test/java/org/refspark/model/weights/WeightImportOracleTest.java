package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.data.DataFormatException;
import org.refspark.model.OracleCase;
import org.refspark.model.OracleCase.Tensor;
import org.refspark.model.ParameterLayout;
import org.refspark.model.clip.ClipText;
import org.refspark.model.clip.ClipTextConfig;
import org.refspark.model.clip.ClipVit;
import org.refspark.model.clip.ClipVitConfig;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Parameters;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Maps;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.ResNet;

/** Files that PyTorch wrote, in the networks they are meant for. */
class WeightImportOracleTest {
  static Stream<OracleCase> clip() {
    return OracleCase.named("clip_full_state_pt");
  }

  static Stream<OracleCase> resNets() {
    return OracleCase.named("fpn_resnet_tiny");
  }

  @ParameterizedTest
  @MethodSource("clip")
  void publishedArchiveFillsBothEncoders(OracleCase oracle) throws IOException {
    var layout = encoders(oracle, 64);
    var flat = new float[(int) layout.length()];
    ImportReport report;
    try (var file = WeightsFile.open("model.pt", oracle.path("model.pt"))) {
      report = new WeightImport(layout).read("model.pt", file, flat);
    }
    assertEquals(layout.slots().size(), report.matched().size());
    assertEquals(List.of(), report.missing());
    assertEquals(List.of(), report.reshaped());
    assertEquals(0, report.elsewhere());
    assertTrue(
        report.unexpected().stream()
            .allMatch(name -> name.equals("logit_scale") || name.startsWith("extra.")),
        report.unexpected()::toString);
    assertHolds(oracle.weights("model.safetensors"), layout, flat);
  }

  /** Hugging Face keeps queries, keys and values apart and projections as linear layers. */
  @ParameterizedTest
  @MethodSource("clip")
  void huggingFaceNamesGiveTheSameNetwork(OracleCase oracle) throws IOException {
    var layout = encoders(oracle, 64);
    var published = oracle.weights("model.safetensors");
    var renamed = new LinkedHashMap<String, Tensor>();
    published.forEach((name, tensor) -> HuggingFaceNames.put(renamed, name, tensor));
    var flat = new float[(int) layout.length()];

    var report = new WeightImport(layout).read("hf", ArraysInMemory.of(renamed), flat);

    assertEquals(List.of(), report.missing());
    assertEquals(List.of("logit_scale"), report.unexpected());
    assertHolds(published, layout, flat);
  }

  @ParameterizedTest
  @MethodSource("clip")
  void anEncoderOfAnotherWidthIsRefusedByShapes(OracleCase oracle) throws IOException {
    var layout = encoders(oracle, 96);
    var flat = new float[(int) layout.length()];
    try (var file = WeightsFile.open("model.pt", oracle.path("model.pt"))) {
      var error =
          assertThrows(
              DataFormatException.class,
              () -> new WeightImport(layout).read("model.pt", file, flat));
      assertTrue(
          error
              .getMessage()
              .contains("clip.visual.conv1.weight needs [8, 8, 3, 96] and not [8, 8, 3, 64]"),
          error.getMessage());
    }
    assertArrayEquals(new float[flat.length], flat);
  }

  @ParameterizedTest
  @MethodSource("resNets")
  void residualNetworkFillsABackboneUnderAnyWrapper(OracleCase oracle) throws IOException {
    int width = oracle.hyper().path("width").asInt();
    var blocks =
        StreamSupport.stream(oracle.hyper().path("layers").spliterator(), false)
            .map(count -> count.asInt())
            .toList();
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var resNet =
        new ResNet(blocks, width, width, 4, 1, ResNet.Stem.PLAIN, ResNet.StridePlace.MIDDLE);
    resNet.features(
        new Layers(graph, "backbone", Norm.BATCH, 1), graph.input("picture", 1, 64, 64, 3));
    parameters.allocate(1);
    var body = new LinkedHashMap<String, Tensor>();
    oracle
        .weights("weights.safetensors")
        .forEach(
            (name, tensor) -> {
              if (name.startsWith("body.")) {
                body.put("module.model." + name.substring(5), tensor);
              }
            });
    body.put("module.model.fc.weight", ArraysInMemory.counting(10, 4));
    var flat = new float[(int) parameters.layout().length()];

    var report = new WeightImport(parameters.layout()).read("rn", ArraysInMemory.of(body), flat);

    assertEquals(List.of(), report.missing());
    assertEquals(List.of("module.model.fc.weight"), report.unexpected());
    for (var slot : parameters.layout().slots()) {
      var tensor = body.get("module.model." + slot.name().substring("backbone.".length()));
      assertArrayEquals(ours(slot.name(), tensor), values(slot, flat), slot.name());
    }
  }

  private static ParameterLayout encoders(OracleCase oracle, int width) {
    var hyper = oracle.hyper();
    int embed = hyper.path("embed_dim").asInt();
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    new ClipVit(new ClipVitConfig(8, width, 1, 1, embed, 4), graph)
        .see(graph.input("picture", 1, 32, 32, 3));
    int context = hyper.path("context").asInt();
    int textWidth = hyper.path("text_width").asInt();
    new ClipText(
            new ClipTextConfig(hyper.path("vocab").asInt(), context, textWidth, 1, 1, embed), graph)
        .read(graph.input("ids", 1, context), graph.input("ends", 1));
    parameters.allocate(1);
    return parameters.layout();
  }

  private static void assertHolds(
      Map<String, Tensor> published, ParameterLayout layout, float[] flat) {
    for (var slot : layout.slots()) {
      var tensor = published.get(slot.name().substring("clip.".length()));
      assertArrayEquals(ours(slot.name(), tensor), values(slot, flat), slot.name());
    }
  }

  private static float[] values(ParameterLayout.Slot slot, float[] flat) {
    return Arrays.copyOfRange(flat, (int) slot.offset(), (int) (slot.offset() + slot.length()));
  }

  private static float[] ours(String name, Tensor tensor) {
    int[] shape = tensor.shape();
    if (shape.length == 4) {
      return Maps.kernelLast(tensor.values(), shape[0], shape[1]);
    }
    boolean linear = name.matches(".*(in_proj_weight|out_proj.weight|c_fc.weight|c_proj.weight)");
    return linear ? Maps.transposed(tensor.values(), shape[0]) : tensor.values();
  }
}
