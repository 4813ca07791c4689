package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;
import org.refspark.model.boxes.Matcher.LowQuality;
import org.refspark.model.boxes.Matcher.Matches;

/** Anchor labels, their targets and the choice of proposals beside detectron2's rules. */
class RpnTargetsOracleTest {
  static Stream<OracleCase> cases() {
    return OracleCase.named("rpn_targets");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anchorsAreLabelledAndMatchedAsExpected(OracleCase oracle) {
    float[] anchors = oracle.floats("inputs/anchors.npy");
    for (var thresholds : oracle.hyper().path("thresholds").properties()) {
      var low = (float) thresholds.getValue().get(0).asDouble();
      var high = (float) thresholds.getValue().get(1).asDouble();
      var matcher = new Matcher(low, high, LowQuality.POSITIVE);
      int checked = 0;
      for (int g = 0; oracle.has("inputs/gt_" + g + ".npy"); g++) {
        float[] groundTruth = oracle.floats("inputs/gt_" + g + ".npy");
        var matches = matcher.match(anchors, groundTruth);
        assertMatches(oracle, thresholds.getKey() + "_" + g + ".npy", matches);
        assertTargets(oracle, thresholds.getKey() + "_" + g, anchors, groundTruth, matches);
        checked++;
      }
      assertTrue(checked > 0, "no ground truth in " + oracle);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proposalsAreThoseOfTheReferenceInItsOrder(OracleCase oracle) {
    var hyper = oracle.hyper();
    var proposals =
        new ProposalSelection(
                hyper.path("pre_nms_topk").asInt(),
                hyper.path("post_nms_topk").asInt(),
                hyper.path("nms").asDouble())
            .select(
                oracle.floats("inputs/anchors.npy"),
                BoxesOracleTest.integers(hyper.path("anchors_per_level")),
                oracle.floats("inputs/logits.npy"),
                oracle.floats("inputs/deltas.npy"),
                hyper.path("image_wh").get(0).asInt(),
                hyper.path("image_wh").get(1).asInt());
    int[] levels = BoxesOracleTest.integers(oracle, "outputs/proposal_level.npy");
    assertArrayEquals(levels, proposals.levels());
    oracle.assertClose("outputs/proposal_logits.npy", proposals.logits());
    oracle.assertClose("outputs/proposals.npy", proposals.boxes());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anchorsAreGeneratedFromTheSizesOfTheCase(OracleCase oracle) {
    var hyper = oracle.hyper();
    var generator =
        new AnchorGenerator(
            BoxesOracleTest.integers(hyper.path("strides")),
            BoxesOracleTest.integers(hyper.path("sizes")),
            BoxesOracleTest.ratios(hyper.path("ratios")));
    int[] rows = BoxesOracleTest.side(hyper.path("grids_hw"), 0);
    int[] columns = BoxesOracleTest.side(hyper.path("grids_hw"), 1);
    float[] expected = oracle.floats("inputs/anchors.npy");
    assertArrayEquals(expected, generator.anchors(rows, columns), 1e-4f);
  }

  private static void assertMatches(OracleCase oracle, String suffix, Matches matches) {
    assertIndices(oracle, "outputs/pos_index_" + suffix, matches, Matcher.POSITIVE);
    assertIndices(oracle, "outputs/ignore_index_" + suffix, matches, Matcher.IGNORED);
    int[] matched =
        IntStream.of(indices(matches, Matcher.POSITIVE))
            .map(i -> matches.groundTruth()[i])
            .toArray();
    assertArrayEquals(BoxesOracleTest.integers(oracle, "outputs/pos_gt_" + suffix), matched);
    String labels = "outputs/labels_" + suffix;
    if (oracle.has(labels)) {
      int[] expected = BoxesOracleTest.integers(oracle, labels);
      assertEquals(expected.length, matches.labels().length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], matches.labels()[i], "label of anchor " + i);
      }
    }
  }

  private static void assertTargets(
      OracleCase oracle, String which, float[] anchors, float[] groundTruth, Matches matches) {
    String file = "outputs/pos_deltas_" + which + ".npy";
    if (oracle.has(file)) {
      int[] positives = indices(matches, Matcher.POSITIVE);
      int[] matched = IntStream.of(positives).map(i -> matches.groundTruth()[i]).toArray();
      float[] bases = Boxes.pick(anchors, positives);
      oracle.assertClose(file, BoxCoder.RPN.encode(bases, Boxes.pick(groundTruth, matched)));
    }
  }

  private static void assertIndices(OracleCase oracle, String file, Matches matches, byte label) {
    assertArrayEquals(BoxesOracleTest.integers(oracle, file), indices(matches, label), file);
  }

  private static int[] indices(Matches matches, byte label) {
    byte[] labels = matches.labels();
    return IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
  }
}
