package org.refspark.model.mmnet;

import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.OracleCase;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.Sigmoid;

/** Queries, scores and masks beside the equations written down in PyTorch, in every variant. */
class MultiQueryOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("multi_query");
  }

  /** One variant of the network, from dense visual features and words to the answer. */
  private static final class Variant {
    final OracleCase oracle;
    final TorchComponent component;
    final MultiQueryGenerator.Generated generated;
    final MultiMaskProjector projector;
    final SDVariable scores;
    final SDVariable map;
    final SDVariable answer;

    Variant(
        OracleCase oracle,
        MmNetConfig.Queries queries,
        MmNetConfig.ScoreKind kind,
        boolean multiple,
        MmNetConfig.MaskActivation activation) {
      this.oracle = oracle;
      this.component = new TorchComponent(oracle, Variant::stored);
      var graph = component.graph;
      int channels = oracle.hyper().path("C").asInt();
      var generator =
          new MultiQueryGenerator(queries, new Layers(graph, "generator", Norm.BATCH, 1));
      var seen = new ArrayList<SDVariable>();
      seen.add(generator.details(component.rows("F_vd"), channels));
      if (queries.globalVision()) {
        seen.add(generator.global(component.rows("F_vg")));
      }
      this.generated = generator.generate(seen, component.rows("F_t"), real());
      var estimator =
          new MultiQueryEstimator(
              new MmNetConfig.Scores(kind, oracle.hyper().path("mhsa_heads").asInt()),
              new Layers(graph, "estimator", Norm.BATCH, 1));
      this.scores = estimator.scores(generated.queries());
      var masks =
          new MmNetConfig.Masks(
              oracle.hyper().path("C_p").asInt(),
              MmNetConfig.ProjectorHead.CRIS,
              multiple,
              MmNetConfig.KernelActivation.RELU,
              activation);
      this.projector = new MultiMaskProjector(masks, new Layers(graph, "projector", Norm.BATCH, 1));
      this.map = component.map("F_p");
      this.answer = projector.answer(map, generated.queries(), scores);
    }

    private SDVariable real() {
      var padding = oracle.floats("inputs/pad_mask.npy");
      int[] shape = oracle.shape("inputs/pad_mask.npy");
      var real = new float[padding.length];
      for (int i = 0; i < real.length; i++) {
        real[i] = 1 - padding[i];
      }
      return component.constant("real", real, shape[0], shape[1]);
    }

    private static String stored(String name) {
      return name.replaceFirst("^generator\\.(W_.*)\\.weight$", "$1")
          .replaceFirst("^estimator\\.", "")
          .replaceFirst("^projector\\.txt\\.", "W_p.");
    }
  }

  private static Variant variant(
      OracleCase oracle, boolean global, boolean scaled, boolean multiple) {
    return new Variant(
        oracle,
        queries(oracle, global, scaled),
        MmNetConfig.ScoreKind.ESTIMATED,
        multiple,
        MmNetConfig.MaskActivation.NONE);
  }

  private static MmNetConfig.Queries queries(OracleCase oracle, boolean global, boolean scaled) {
    return new MmNetConfig.Queries(oracle.hyper().path("N_q").asInt(), global, scaled);
  }

  /** Values and all gradients of a variant whose files have that prefix. */
  private static void assertAnswer(Variant variant, String prefix, SDVariable... more) {
    var oracle = variant.oracle;
    var component = variant.component;
    component.run(variant.answer, oracle.floats("inputs/" + prefix + "loss_R_y.npy"), more);
    oracle.assertClose("outputs/" + prefix + "y.npy", component.values(variant.answer));
    oracle.assertClose("outputs/" + prefix + "grad_in_F_p.npy", component.mapGradient("F_p"));
    oracle.assertClose("outputs/" + prefix + "grad_in_F_t.npy", component.gradient("F_t"));
    oracle.assertClose("outputs/" + prefix + "grad_in_F_vd.npy", component.gradient("F_vd"));
    if (oracle.has("outputs/" + prefix + "grad_in_F_vg.npy")) {
      oracle.assertClose("outputs/" + prefix + "grad_in_F_vg.npy", component.gradient("F_vg"));
    }
    component.assertWeightGradients(prefix);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void publishedNetworkAnswersByItsEquations(OracleCase oracle) {
    var variant = variant(oracle, true, false, true);
    var queries = variant.generated.queries();
    var kernels = variant.projector.kernels(queries);
    var masks = variant.projector.masks(variant.map, queries);
    var attention = variant.generated.attention();
    assertAnswer(variant, "", queries, attention, kernels, masks, variant.scores);
    var component = variant.component;
    oracle.assertClose("outputs/A.npy", component.values(attention));
    oracle.assertClose("outputs/F_q.npy", component.values(queries));
    oracle.assertClose("outputs/S.npy", component.values(variant.scores));
    oracle.assertClose("outputs/masks.npy", component.values(masks));
    var values = component.values(kernels);
    int width = oracle.shape("outputs/kernels.npy")[2];
    var stored = new float[values.length];
    var order = TorchComponent.tapsOutside(counted(width), width);
    for (int i = 0; i < values.length; i++) {
      stored[i / width * width + (int) order[i % width]] = values[i];
    }
    oracle.assertClose("outputs/kernels.npy", stored);
  }

  private static float[] counted(int count) {
    var values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    return values;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutEstimatorMasksAreAdded(OracleCase oracle) {
    var variant =
        new Variant(
            oracle,
            queries(oracle, true, false),
            MmNetConfig.ScoreKind.SUM,
            true,
            MmNetConfig.MaskActivation.NONE);
    assertAnswer(variant, "mqe_off_");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutProjectorQueriesAreSummedAndMakeOneMask(OracleCase oracle) {
    assertAnswer(variant(oracle, true, false, false), "mmp_off_");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutGlobalVisionWordsStayAsTheyAre(OracleCase oracle) {
    var variant = variant(oracle, false, false, true);
    assertAnswer(variant, "fvg_off_", variant.generated.attention(), variant.generated.queries());
    oracle.assertClose(
        "outputs/fvg_off_A.npy", variant.component.values(variant.generated.attention()));
    oracle.assertClose(
        "outputs/fvg_off_F_q.npy", variant.component.values(variant.generated.queries()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scaledAttentionDividesByTheRootOfTheChannels(OracleCase oracle) {
    var variant = variant(oracle, true, true, true);
    var attention = variant.generated.attention();
    var queries = variant.generated.queries();
    variant.component.run(variant.answer, oracle.floats("inputs/loss_R_y.npy"), attention, queries);
    oracle.assertClose("outputs/scaled_A.npy", variant.component.values(attention));
    oracle.assertClose("outputs/scaled_F_q.npy", variant.component.values(queries));
  }

  /** The answer is a logit; the known answer is the probability. */
  @ParameterizedTest
  @MethodSource("cases")
  void sigmoidBeforeTheSumMakesItAMeanOfProbabilities(OracleCase oracle) {
    var variant =
        new Variant(
            oracle,
            queries(oracle, true, false),
            MmNetConfig.ScoreKind.ESTIMATED,
            true,
            MmNetConfig.MaskActivation.SIGMOID);
    var probability = variant.component.graph.one(new Sigmoid(), variant.answer);
    variant.component.run(variant.answer, oracle.floats("inputs/loss_R_y.npy"), probability);
    oracle.assertClose("outputs/sigmoid_y.npy", variant.component.values(probability));
  }
}
