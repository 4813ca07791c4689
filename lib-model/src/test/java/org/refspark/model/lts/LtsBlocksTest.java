package org.refspark.model.lts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Kind;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Order;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Source;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Norm;

/** Gradients of the parts of LTS, and what they must not depend on. */
class LtsBlocksTest {
  private static final LtsConfig TINY = TinyLts.config(TinyLts.filters(1), true, true);

  private static Layers layers(Graph graph, String part) {
    return new Layers(graph, part, Norm.GROUP, 1);
  }

  private static TextEncoder.Text text(Graph graph) {
    return new TextEncoder.Text(graph.input("words", 3, 2, 5), graph.input("sentence", 2, 5));
  }

  /** Where a step crosses zero of a leaky ReLU, the difference is off: a short step, and room. */
  private static GradientCheck overKinks(GradientCheck.Network network) {
    return GradientCheck.of(network).step(2e-4).tolerance(4e-2).sample(40);
  }

  @Test
  void darknetHasTheGradientOfItsFeatures() {
    GradientCheck.of(
            graph -> {
              var maps =
                  TINY.darknet().features(layers(graph, "net"), graph.input("x", 1, 32, 32, 3));
              assertEquals(5, maps.size());
              assertArrayEquals(new long[] {1, 1, 1, 32}, graph.shape(maps.get(4)));
              return maps.get(3);
            })
        .along()
        .step(2e-4)
        .tolerance(3e-2)
        .passes();
  }

  @Test
  void textEncoderHasTheGradientOfTheSentence() {
    GradientCheck.of(
            graph ->
                new TextEncoder(TINY.language(), graph)
                    .encode(9, graph.input("ids", 8), graph.input("lengths", 2))
                    .sentence())
        .constant("ids", 1, 2, 3, 4, 5, 0, 8, 0)
        .constant("lengths", 4, 2)
        .passes();
  }

  @Test
  void paddingDoesNotChangeTheSentence() {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var encoder = new TextEncoder(TINY.language(), graph);
    var shortIds = graph.input("short", 2);
    var longIds = graph.input("long", 5);
    var length = graph.input("length", 1);
    var bare = encoder.encode(9, shortIds, length).sentence();
    var padded = encoder.encode(9, longIds, length).sentence();
    parameters.allocate(3);
    var plan = Plan.of(graph, List.of(bare, padded));
    HostArray.write(plan.array(shortIds), new float[] {4, 5});
    HostArray.write(plan.array(longIds), new float[] {4, 5, 0, 0, 7});
    HostArray.write(plan.array(length), new float[] {2});
    plan.run();
    assertArrayEquals(HostArray.copy(plan.array(bare)), HostArray.copy(plan.array(padded)), 1e-7f);
  }

  @ParameterizedTest
  @CsvSource({"true,NEAREST", "true,BILINEAR", "false,NEAREST"})
  void fusionHasTheGradientOfItsMap(boolean multiply, LtsConfig.Upsampling upsampling) {
    overKinks(
            graph -> {
              var fusion =
                  new Fusion(
                      new LtsConfig.FusionChoices(multiply, 8, upsampling),
                      layers(graph, "fusion"));
              var maps =
                  List.of(
                      graph.input("v1", 2, 2, 2, 5),
                      graph.input("v2", 2, 4, 4, 3),
                      graph.input("v3", 2, 8, 8, 2));
              var projected = fusion.project(maps);
              // Without the product, nothing may depend on the expression.
              var sentence = graph.input("sentence", 2, 3);
              return fusion.fuse(projected, sentence);
            })
        .passes();
  }

  @ParameterizedTest
  @CsvSource({
    "FILTER,SENTENCE,1,SEQUENTIAL",
    "FILTER,SENTENCE,3,SEQUENTIAL",
    "FILTER,SENTENCE,2,PARALLEL",
    "FILTER,WORD,1,SEQUENTIAL",
    "FILTER,WORD,2,SEQUENTIAL",
  })
  void localiserHasTheGradientOfItsHeatMap(Kind kind, Source source, int filters, Order order) {
    GradientCheck.of(
            graph -> {
              var choices = TinyLts.localiser(kind, source, filters, order);
              return heat(graph, choices);
            })
        .passes();
  }

  private static SDVariable heat(Graph graph, LtsConfig.LocaliserChoices choices) {
    var maps =
        new Localiser(choices, layers(graph, "localiser"))
            .locate(graph.input("fused", 2, 3, 4, 8), text(graph));
    boolean each = choices.order() == Order.SEQUENTIAL;
    assertEquals(each ? choices.filters() : 1, maps.size());
    return maps.get(maps.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({"1", "2"})
  void transformerHasTheGradientOfItsHeatMap(int filters) {
    overKinks(
            graph ->
                heat(
                    graph,
                    TinyLts.localiser(
                        Kind.TRANSFORMER, Source.SENTENCE, filters, Order.SEQUENTIAL)))
        // The same added to every key changes no softmax.
        .constant("localiser.transformer.self_attn.k_proj.bias", new float[8])
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"LOGITS", "PROBABILITIES"})
  void segmentationHasTheGradientOfItsMask(LtsConfig.Prior prior) {
    overKinks(
            graph -> {
              var choices = new LtsConfig.SegmentationChoices(true, List.of(1, 3), 4, prior);
              var mask =
                  new SegmentationHead(choices, layers(graph, "segmentation"))
                      .segment(graph.input("fused", 1, 4, 5, 3), graph.input("heat", 1, 4, 5));
              assertArrayEquals(new long[] {1, 8, 10}, graph.shape(mask));
              return mask;
            })
        .passes();
  }
}
