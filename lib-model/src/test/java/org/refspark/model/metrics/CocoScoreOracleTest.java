package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.refspark.data.coco.CocoGroundTruth;
import org.refspark.data.coco.CocoResults;
import org.refspark.data.mask.Rle;

/** Every evaluation that pycocotools made for us. */
class CocoScoreOracleTest {
  private static final double TOLERANCE = 1e-9;

  @Test
  void numbersEqualPycocotools() throws IOException {
    for (var file : KnownAnswers.real("eval_*.json")) {
      var data = KnownAnswers.read(file);
      var truth = CocoGroundTruth.read(KnownAnswers.memory(data.get("gt").toString()), "gt");
      var results = CocoResults.read(KnownAnswers.memory(data.get("dt").toString()), "dt");
      for (var expected : data.get("expected")) {
        var settings = settings(truth, expected);
        var curves =
            expected.get("iouType").asText().equals("bbox")
                ? CocoScore.boxes(truth, results, settings)
                : CocoScore.masks(truth, results, settings);
        String name = file.getFileName() + " " + settings;
        assertArrayEquals(
            KnownAnswers.doubles(expected.get("stats")), curves.numbers(), TOLERANCE, name);
        assertBreakdown(expected, curves, settings, name);
        assertCurves(expected, curves, name);
      }
    }
  }

  private static CocoSettings settings(CocoGroundTruth truth, JsonNode expected) {
    var ids = KnownAnswers.stream(expected.get("catIds")).map(JsonNode::asInt).toList();
    boolean byCategory = expected.get("useCats").asBoolean();
    if (byCategory) {
      assertEquals(CocoScore.settings(truth).categories(), ids);
    }
    var all = truth.categories().stream().map(category -> category.id()).toList();
    var limits = expected.get("maxDets");
    return (byCategory ? CocoSettings.byCategory(all) : CocoSettings.acrossCategories(all))
        .withLimits(limits.get(0).asInt(), limits.get(1).asInt(), limits.get(2).asInt());
  }

  private static void assertBreakdown(
      JsonNode expected, CocoCurves curves, CocoSettings settings, String name) {
    for (int t = 0; t < 10; t++) {
      assertEquals(
          expected.get("AP_by_iou").get(t).asDouble(), curves.precision(t), TOLERANCE, name);
    }
    for (int limit = 0; limit < 3; limit++) {
      assertEquals(
          expected.get("AR_by_maxDets").get(limit).asDouble(),
          curves.recall(CocoArea.ALL, limit),
          TOLERANCE,
          name);
    }
    for (var area : CocoArea.values()) {
      String key = area.name().toLowerCase(Locale.ROOT);
      assertEquals(
          expected.get("AP_by_area").get(key).asDouble(), curves.precision(area, 2), TOLERANCE);
      assertEquals(
          expected.get("AR_by_area").get(key).asDouble(), curves.recall(area, 2), TOLERANCE);
    }
    if (settings.byCategory()) {
      for (var category : expected.get("per_category")) {
        int id = category.get("category_id").asInt();
        assertEquals(
            category.get("AP").asDouble(), curves.precisionOfCategory(id), TOLERANCE, name);
        assertEquals(category.get("AP50").asDouble(), curves.precisionOfCategory(id, 0), TOLERANCE);
        assertEquals(category.get("AP75").asDouble(), curves.precisionOfCategory(id, 5), TOLERANCE);
        assertEquals(category.get("AR").asDouble(), curves.recallOfCategory(id), TOLERANCE);
      }
    }
  }

  private static void assertCurves(JsonNode expected, CocoCurves curves, String name) {
    var precision = expected.path("precision_area_all_maxDets_last");
    for (int group = 0; group < precision.size(); group++) {
      for (int t = 0; t < 10; t++) {
        var curve = curves.curve(group, CocoArea.ALL, 2, t);
        double[] wanted = KnownAnswers.doubles(precision.get(group).get(t));
        assertArrayEquals(wanted, curve.precision(), 1e-9, name);
        assertEquals(
            expected.get("recall_area_all_maxDets_last").get(group).get(t).asDouble(),
            curve.recall(),
            TOLERANCE);
      }
      assertArrayEquals(
          KnownAnswers.doubles(expected.get("scores_iou50_area_all").get(group)),
          curves.curve(group, CocoArea.ALL, 2, 0).scores(),
          TOLERANCE,
          name);
    }
  }

  @Test
  void measuredPicturesSayWhichDetectionMetAnObject() throws IOException {
    for (var file : KnownAnswers.real("eval_t*.json")) {
      var data = KnownAnswers.read(file);
      for (var match : data.get("expected").get(0).path("matches")) {
        var group = measured(data, match);
        double[] scores = KnownAnswers.doubles(match.get("dtScores"));
        assertArrayEquals(scores, group.scores());
        var meeting = group.meetings().get(CocoArea.ALL.index);
        for (int d = 0; d < scores.length; d++) {
          assertEquals(
              match.get("dtMatches_iou50").get(d).asInt() != 0, (meeting.matched()[d] & 1) == 1);
          assertEquals(
              match.get("dtIgnore_iou50").get(d).asInt() != 0, (meeting.ignored()[d] & 1) == 1);
        }
      }
    }
  }

  private static ImageEvaluation.Group measured(JsonNode data, JsonNode match) {
    int category = match.get("category_id").asInt();
    var truths =
        of(data.at("/gt/annotations"), match).stream()
            .map(
                node ->
                    new CocoTruth<>(
                        node.get("id").asLong(),
                        category,
                        node.get("iscrowd").asInt() == 1,
                        node.get("area").asDouble(),
                        KnownAnswers.mask(node.get("segmentation"))))
            .toList();
    var detections =
        of(data.get("dt"), match).stream()
            .map(
                node -> {
                  Rle mask = KnownAnswers.mask(node.get("segmentation"));
                  return new CocoDetection<>(
                      category, node.get("score").asDouble(), mask.area(), mask);
                })
            .toList();
    var groups =
        CocoEvaluation.ofMasks(CocoSettings.byCategory(List.of(category)))
            .evaluateImage(truths, detections)
            .groups();
    assertEquals(1, groups.size());
    return groups.get(0);
  }

  private static List<JsonNode> of(JsonNode all, JsonNode match) {
    return KnownAnswers.stream(all)
        .filter(node -> node.get("image_id").equals(match.get("image_id")))
        .filter(node -> node.get("category_id").equals(match.get("category_id")))
        .toList();
  }

  @Test
  void overlapsOfBoxesEqualPycocotools() {
    for (var file : KnownAnswers.real("rle.json")) {
      var sets = KnownAnswers.read(file).get("bbox_iou");
      assertTrue(sets.size() > 0);
      for (var set : sets) {
        var truths = KnownAnswers.stream(set.get("gt")).map(KnownAnswers::doubles).toList();
        boolean[] crowd = new boolean[truths.size()];
        for (int i = 0; i < crowd.length; i++) {
          crowd[i] = set.get("iscrowd").get(i).asInt() == 1;
        }
        var detections = KnownAnswers.stream(set.get("dt")).map(KnownAnswers::doubles).toList();
        double[][] iou = BoxOverlap.iou(detections, truths, crowd);
        for (int d = 0; d < iou.length; d++) {
          assertArrayEquals(KnownAnswers.doubles(set.get("iou").get(d)), iou[d], 1e-15);
        }
      }
    }
  }
}
