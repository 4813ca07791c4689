package org.refspark.model.mmnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.mmnet.MmNetConfig.Backbone;
import org.refspark.model.mmnet.MmNetConfig.KernelActivation;
import org.refspark.model.mmnet.MmNetConfig.MaskActivation;
import org.refspark.model.mmnet.MmNetConfig.ProjectorHead;
import org.refspark.model.mmnet.MmNetConfig.ScoreKind;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Norm;

/** Each box of the figure by itself, in the variants that known answers do not cover. */
class ComponentsTest {
  private static Layers layers(Graph graph) {
    return new Layers(graph, "part", Norm.GROUP, 2);
  }

  /** Wherever a step crosses zero of some ReLU, the difference is off: short steps, and room. */
  private static void check(GradientCheck.Network network) {
    checkOf(network).passes();
  }

  private static GradientCheck checkOf(GradientCheck.Network network) {
    return GradientCheck.of(network).step(1e-4).tolerance(6e-2).sample(8);
  }

  /** What is added to all keys changes no softmax: its gradient is 0, its differences are noise. */
  private static GradientCheck withoutKeyBias(GradientCheck check, String attention) {
    return check.constant("part." + attention + ".k_proj.bias", new float[8]);
  }

  /** Its gradient is proved beside CRIS's; what is left is what the sentence does. */
  @Test
  void denseNeckIsTheNeckOfASentenceThatChangesNothing() {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var neck =
        new Neck(new MmNetConfig.Neck(4, 8, 8, false), new Layers(graph, "part", Norm.FROZEN, 1));
    var inputs =
        List.of(
            graph.input("fine", 2, 8, 8, 3),
            graph.input("middle", 2, 4, 4, 5),
            graph.input("coarse", 2, 2, 2, 6));
    var seen = neck.see(inputs.get(0), inputs.get(1), inputs.get(2));
    var sentence = graph.input("sentence", 2, 6);
    var fused = neck.fuse(seen, sentence);
    var dense = neck.dense(seen);
    parameters.allocate(3);
    var plan = Plan.of(graph, List.of(fused, dense));
    for (var input : inputs) {
      HostArray.write(plan.array(input), values((int) plan.array(input).length()));
    }
    // Through the normalisation that does nothing, six halves times a third are 1.
    HostArray.write(plan.array(sentence), filled(12, 0.5f));
    HostArray.write(parameters.array("part.txt_proj.0.weight"), filled(48, 1f / 3));
    plan.run();
    assertArrayEquals(HostArray.copy(plan.array(dense)), HostArray.copy(plan.array(fused)), 1e-4f);
    HostArray.write(plan.array(sentence), filled(12, 0));
    plan.run();
    assertTrue(
        !Arrays.equals(HostArray.copy(plan.array(dense)), HostArray.copy(plan.array(fused))),
        "a sentence of zeros hides the coarse map");
  }

  private static float[] filled(int count, float value) {
    var values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  @ParameterizedTest
  @CsvSource({"true,false", "false,true"})
  void generatorHasTheGradientOfItsQueries(boolean global, boolean scaled) {
    var real = new float[] {1, 1, 1, 1, 1, 1, 0, 0};
    checkOf(
            graph -> {
              var generator =
                  new MultiQueryGenerator(
                      new MmNetConfig.Queries(3, global, scaled), layers(graph));
              var dense = graph.input("dense", 2, 3, 3, 8);
              // Without global vision the picture as a whole is not looked at.
              var whole = global ? graph.input("whole", 2, 6) : dense;
              return generator
                  .generate(
                      generator.see(dense, whole),
                      graph.input("words", 2, 4, 5),
                      graph.input("real", 2, 4))
                  .queries();
            })
        .constant("real", real)
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void decoderHasTheGradientOfItsMap(boolean innerNorm) {
    var check =
        checkOf(
            graph ->
                new VisionLanguageDecoder(
                        new MmNetConfig.Decoder(2, 2, 12, 0, innerNorm), layers(graph))
                    .decode(graph.input("map", 2, 3, 4, 8), graph.input("queries", 2, 3, 8)));
    for (int layer = 0; layer < 2; layer++) {
      withoutKeyBias(check, "layers." + layer + ".self_attn");
      withoutKeyBias(check, "layers." + layer + ".multihead_attn");
    }
    check.passes();
  }

  @Test
  void decoderDropsOnlyWhileItLearns() {
    var config = new MmNetConfig.Decoder(1, 2, 12, 0.5, true);
    var parameters = new Parameters();
    var learning = Graph.forTraining(parameters);
    assertTrue(
        !Arrays.equals(
            decoded(config, learning, parameters, 1), decoded(config, learning, parameters, 2)),
        "other seeds drop other values");
    var answering = Graph.forInference(parameters);
    assertArrayEquals(
        decoded(config, answering, parameters, 1), decoded(config, answering, parameters, 2));
  }

  private static float[] decoded(
      MmNetConfig.Decoder config, Graph graph, Parameters parameters, long seed) {
    var map = graph.input("map" + seed, 1, 3, 4, 8);
    var queries = graph.input("queries" + seed, 1, 3, 8);
    var out = new VisionLanguageDecoder(config, layers(graph)).decode(map, queries);
    if (parameters.flat() == null) {
      parameters.allocate(1);
    }
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(map), values(96));
    HostArray.write(plan.array(queries), values(24));
    graph.seed().set(seed);
    plan.run();
    return HostArray.copy(plan.array(out));
  }

  private static float[] values(int count) {
    var random = new Random(count);
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest
  @EnumSource
  void estimatorHasTheGradientOfItsScores(ScoreKind kind) {
    var check =
        checkOf(
            graph -> {
              var queries = graph.input("queries", 2, 3, 8);
              var scores =
                  new MultiQueryEstimator(new MmNetConfig.Scores(kind, 2), layers(graph))
                      .scores(queries);
              return projector(graph, ProjectorHead.PAPER, true, KernelActivation.NONE)
                  .answer(graph.input("map", 2, 2, 2, 2), queries, scores);
            });
    if (kind == ScoreKind.ESTIMATED) {
      withoutKeyBias(check, "mhsa");
      // The same is true of whatever is added to all queries and all scores.
      check.constant("part.mhsa.v_proj.bias", new float[8]);
      check.constant("part.mhsa.out_proj.bias", new float[8]);
      check.constant("part.score.bias", 0);
    }
    check.passes();
  }

  @ParameterizedTest
  @CsvSource({"PAPER,true,NONE", "CRIS,true,NONE", "CRIS,true,SIGMOID", "CRIS,false,NONE"})
  void projectorHasTheGradientOfItsAnswer(
      ProjectorHead head, boolean multiple, MaskActivation activation) {
    check(
        graph -> {
          var projector =
              new MultiMaskProjector(
                  new MmNetConfig.Masks(2, head, multiple, KernelActivation.RELU, activation),
                  layers(graph));
          var queries = graph.input("queries", 2, 3, 4);
          // Scores that sum to more than 1 could sum to impossible probabilities.
          var estimator =
              new MultiQueryEstimator(new MmNetConfig.Scores(ScoreKind.MEAN, 2), layers(graph));
          return projector.answer(
              projector.map(graph.input("decoded", 2, 2, 3, 4)),
              queries,
              estimator.scores(queries));
        });
  }

  @Test
  void tokensBecomeMapsOfThreeStrides() {
    var config = TinyMmNet.config(Backbone.VIT);
    var graph = Graph.forInference(new Parameters());
    var seen = VisualFeatures.of(config, graph, layers(graph), graph.input("pixels", 1, 96, 96, 3));
    assertArrayEquals(new long[] {1, 12, 12, 16}, graph.shape(seen.fine()));
    assertArrayEquals(new long[] {1, 6, 6, 32}, graph.shape(seen.middle()));
    assertArrayEquals(new long[] {1, 3, 3, 32}, graph.shape(seen.coarse()));
    assertArrayEquals(new long[] {1, 32}, graph.shape(seen.whole()));
  }

  private static MultiMaskProjector projector(
      Graph graph, ProjectorHead head, boolean multiple, KernelActivation kernel) {
    return new MultiMaskProjector(
        new MmNetConfig.Masks(2, head, multiple, kernel, MaskActivation.NONE), layers(graph));
  }

  /** What one convolution answers, and the weighted sum of as many masks as there are queries. */
  private static float[][] answerAndSum(int queries, boolean multiple, KernelActivation kernel) {
    var parameters = new Parameters();
    var graph = Graph.forInference(parameters);
    var projector = projector(graph, ProjectorHead.CRIS, multiple, kernel);
    var map = graph.input("map", 2, 5, 6, 2);
    var query = graph.input("queries", 2, queries, 8);
    var scores = graph.input("scores", 2, 1, queries);
    var answer = projector.answer(map, query, scores);
    var masks = projector.masks(map, query);
    parameters.allocate(7);
    var plan = Plan.of(graph, List.of(answer, masks));
    for (var input : List.of(map, query)) {
      HostArray.write(plan.array(input), values((int) plan.array(input).length()));
    }
    var share = new float[2 * queries];
    for (int i = 0; i < share.length; i++) {
      share[i] = 2f * (i % queries + 1) / (queries * (queries + 1));
    }
    HostArray.write(plan.array(scores), share);
    plan.run();
    var single = HostArray.copy(plan.array(masks));
    var sum = new float[2 * 30];
    for (int i = 0; i < single.length; i++) {
      int example = i / (queries * 30);
      sum[example * 30 + i % 30] += single[i] * share[i / 30];
    }
    return new float[][] {HostArray.copy(plan.array(answer)), sum};
  }

  @ParameterizedTest
  @CsvSource({"1", "4", "24"})
  void oneConvolutionAnswersTheWeightedSumOfAllMasks(int queries) {
    var both = answerAndSum(queries, true, KernelActivation.RELU);
    assertArrayEquals(both[1], both[0], 1e-4f);
  }

  /**
   * Table 3 compares a network with its own double unless kernels go through the ReLU of eq. 14.
   */
  @Test
  void summingMasksIsSummingQueriesUnlessKernelsGoThroughRelu() {
    var both = answerAndSum(24, false, KernelActivation.NONE);
    assertArrayEquals(both[1], both[0], 1e-4f);
    var relu = answerAndSum(24, false, KernelActivation.RELU);
    double largest = 0;
    for (int i = 0; i < relu[0].length; i++) {
      largest = Math.max(largest, Math.abs(relu[0][i] - relu[1][i]));
    }
    assertTrue(largest > 0.01, "with ReLU they differ, by " + largest);
  }

  @Test
  void impossibleChoicesAreNamed() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                TinyMmNet.config(
                    Backbone.RESNET,
                    TinyMmNet.PUBLISHED_QUERIES,
                    TinyMmNet.masks(true, KernelActivation.RELU, MaskActivation.SIGMOID),
                    TinyMmNet.scores(ScoreKind.SUM)));
    assertTrue(error.getMessage().startsWith("masks.activation is sigmoid"), error.getMessage());
    assertEquals(
        "queries.count is 0, expected 1 to 256",
        assertThrows(IllegalArgumentException.class, () -> new MmNetConfig.Queries(0, true, false))
            .getMessage());
  }
}
