package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;
import org.refspark.model.metrics.IouConvention.Comparator;
import org.refspark.model.metrics.IouConvention.EmptyUnion;

/** The measures of referring segmentation against the published code's values. */
class ExpressionMetricsOracleTest {
  /** The published code computes precision in float32. */
  private static final double FLOAT32 = 1e-6;

  private static final double TOLERANCE = 1e-12;

  @Test
  void precisionByExpressionEqualsThePublishedCode() {
    var data = KnownAnswers.metrics("ap.json");
    assertArrayEquals(
        KnownAnswers.doubles(data.get("thresholds")), ExpressionPrecision.thresholds(), TOLERANCE);
    List<ExpressionScore> scores = new ArrayList<>();
    for (var expected : data.get("expressions")) {
      List<Detection> detections = new ArrayList<>();
      for (int i = 0; i < expected.get("preds").size(); i++) {
        var mask = KnownAnswers.mask(expected.get("preds").get(i));
        detections.add(
            new Detection(0, expected.get("scores").get(i).asDouble(), mask.box(), mask));
      }
      var objects = KnownAnswers.stream(expected.get("gts")).map(KnownAnswers::mask).toList();
      var score = ExpressionScore.of("e" + scores.size(), detections, objects, 0.5);
      assertArrayEquals(
          KnownAnswers.doubles(expected.get("ap_per_threshold")), score.precision(), FLOAT32);
      scores.add(score);
    }
    var values = ExpressionMetrics.of(scores, IouConvention.PLAIN).values();
    assertEquals(data.get("AP").asDouble(), values.get("AP.per-expression"), FLOAT32);
    assertEquals(data.get("AP50").asDouble(), values.get("AP50.per-expression"), FLOAT32);
    assertEquals(data.get("AP75").asDouble(), values.get("AP75.per-expression"), FLOAT32);
  }

  @Test
  void conventionsOfUnitedMasksEqualThePublishedCode() {
    var data = KnownAnswers.metrics("binary.json");
    var scores = scores(data.get("samples"), "I", "U");
    var cris = ExpressionMetrics.of(scores, IouConvention.CRIS).values();
    assertEquals(data.get("mIoU_eps").asDouble(), cris.get("mIoU"), FLOAT32);
    assertEquals(data.get("oIoU").asDouble(), cris.get("oIoU"), FLOAT32);
    assertPrecision(data.get("prec_eps_strict"), scores, IouConvention.CRIS);
    var strict = new IouConvention(0, EmptyUnion.LEFT_OUT, Comparator.ABOVE);
    var plain = ExpressionMetrics.of(scores, strict).values();
    assertEquals(data.get("mIoU_plain").asDouble(), plain.get("mIoU"), FLOAT32);
    assertPrecision(data.get("prec_plain_strict"), scores, strict);
    assertPrecision(
        data.get("prec_plain_ge"),
        scores,
        new IouConvention(0, EmptyUnion.LEFT_OUT, Comparator.AT_LEAST));
  }

  @Test
  void unitedMasksOfRealResultsEqualTheExpectedFigures() {
    for (var file : KnownAnswers.real("refseg.json")) {
      for (var set : KnownAnswers.read(file).get("sets")) {
        var scores = scores(set.get("items"), "inter", "union");
        var zero = new IouConvention(0, EmptyUnion.ZERO, Comparator.ABOVE);
        var zeroValues = ExpressionMetrics.of(scores, zero).values();
        assertEquals(set.get("overall_iou").asDouble(), zeroValues.get("oIoU"), TOLERANCE);
        assertEquals(set.get("mean_iou_empty_is_0").asDouble(), zeroValues.get("mIoU"), TOLERANCE);
        assertPrecision(set.get("precision_gt"), scores, zero);
        assertPrecision(
            set.get("precision_ge"),
            scores,
            new IouConvention(0, EmptyUnion.ZERO, Comparator.AT_LEAST));
        assertEquals(
            set.get("mean_iou_empty_is_1").asDouble(),
            ExpressionMetrics.of(scores, IouConvention.PLAIN).values().get("mIoU"),
            TOLERANCE);
      }
    }
  }

  @Test
  void pointingEqualsTheKnownAnswers() {
    var data = KnownAnswers.metrics("pointing.json");
    List<ExpressionScore> scores = new ArrayList<>();
    for (var sample : data.get("samples")) {
      var truth = KnownAnswers.mask(sample.get("gt"));
      int cell = sample.get("argmax_row_major").asInt();
      double[] point = {cell % truth.width() + 0.5, (double) (cell / truth.width()) + 0.5};
      var detection = new Detection(0, 1, truth.box(), truth, Optional.of(point));
      var pointing = Pointing.of(List.of(detection), List.of(truth));
      assertEquals(sample.get("hit").asBoolean() ? Pointing.HIT : Pointing.MISS, pointing);
      scores.add(
          ExpressionScore.of("p", "e" + scores.size(), List.of(), List.of(truth), 0.5, pointing));
    }
    var values = ExpressionMetrics.of(scores, IouConvention.PLAIN).values();
    assertEquals(data.get("accuracy").asDouble(), values.get("pointing"), TOLERANCE);
  }

  @Test
  void answersToWhatIsNotThereEqualTheKnownAnswers() {
    var data = KnownAnswers.metrics("rris.json");
    List<ExpressionScore> all = new ArrayList<>();
    for (var image : data.get("images")) {
      var picture = "p" + all.size();
      List<ExpressionScore> ofImage = new ArrayList<>();
      for (var sentence : image.get("sentences")) {
        var predicted = KnownAnswers.mask(sentence.get("pred"));
        var truth = KnownAnswers.mask(sentence.get("gt"));
        ofImage.add(
            ExpressionScore.of(
                picture,
                picture + "#" + ofImage.size(),
                List.of(new Detection(0, 1, predicted.box(), predicted)),
                sentence.get("positive").asBoolean() ? List.of(truth) : List.of(),
                0.5,
                Pointing.NONE));
      }
      assertRobustness(image, ofImage);
      all.addAll(ofImage);
    }
    assertRobustness(data, all);
  }

  private static void assertRobustness(JsonNode expected, List<ExpressionScore> scores) {
    var values = ExpressionMetrics.of(scores, IouConvention.PLAIN).values();
    assertEquals(expected.get("r").asDouble(), values.get("r"), TOLERANCE);
    assertEquals(expected.get("rIoU").asDouble(), values.get("rIoU"), TOLERANCE);
  }

  private static void assertPrecision(
      JsonNode expected, List<ExpressionScore> scores, IouConvention convention) {
    var values = ExpressionMetrics.of(scores, convention).values();
    assertEquals(5, expected.size());
    expected
        .fields()
        .forEachRemaining(
            entry ->
                assertEquals(
                    entry.getValue().asDouble(),
                    values.get("Prec@" + entry.getKey()),
                    TOLERANCE,
                    convention.description() + " at " + entry.getKey()));
  }

  private static List<ExpressionScore> scores(JsonNode items, String intersection, String union) {
    List<ExpressionScore> scores = new ArrayList<>();
    for (var item : items) {
      Rle predicted = KnownAnswers.mask(item.get("pred"));
      var detection = new Detection(1, 1, predicted.box(), predicted);
      var score =
          ExpressionScore.of(
              "e" + scores.size(),
              List.of(detection),
              List.of(KnownAnswers.mask(item.get("gt"))),
              0.5);
      assertEquals(item.get(intersection).asLong(), score.intersection());
      assertEquals(item.get(union).asLong(), score.union());
      scores.add(score);
    }
    return scores;
  }
}
