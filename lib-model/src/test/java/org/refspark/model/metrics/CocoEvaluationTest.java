package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.coco.CocoGroundTruth;
import org.refspark.data.coco.CocoResults;

/** Rules of COCO that are easy to get wrong, each on the smallest picture that shows it. */
class CocoEvaluationTest {
  private static final double[] BOX = {10, 10, 20, 20};
  private static final double[] FAR = {200, 200, 20, 20};
  private static final CocoSettings ONE = CocoSettings.byCategory(List.of(1));

  @Test
  void oneHitIsPerfectAndSizesWithoutObjectsAreAbsent() {
    double[] numbers = numbers(ONE, List.of(truth(1, 1, BOX)), List.of(found(1, .5, BOX)));
    assertArrayEquals(new double[] {1, 1, 1, 1, -1, -1, 1, 1, 1, 1, -1, -1}, numbers, 1e-12);
  }

  @Test
  void categoriesWithoutObjectsAreLeftOutOfTheMean() {
    var settings = CocoSettings.byCategory(List.of(2, 1));
    double[] numbers = numbers(settings, List.of(truth(1, 1, BOX)), List.of(found(1, .5, BOX)));
    assertEquals(1, numbers[0], 1e-12);
    var unknown = List.of(found(1, .5, BOX), found(7, .9, FAR));
    assertEquals(1, numbers(settings, List.of(truth(1, 1, BOX)), unknown)[0], 1e-12);
  }

  @Test
  void detectionsInACrowdCountNeitherForNorAgainst() {
    var crowd = new CocoTruth<>(2, 1, true, 400, FAR);
    var detections = List.of(found(1, .9, FAR), found(1, .8, FAR), found(1, .5, BOX));
    double[] numbers = numbers(ONE, List.of(crowd, truth(1, 1, BOX)), detections);
    assertEquals(1, numbers[0], 1e-12);
  }

  @Test
  void theFirstOfEqualScoresIsTheFirstOfTheList() {
    var truths = List.of(truth(1, 1, BOX));
    var hitFirst = List.of(found(1, .5, BOX), found(1, .5, FAR));
    var missFirst = List.of(found(1, .5, FAR), found(1, .5, BOX));
    assertEquals(1, numbers(ONE, truths, hitFirst)[0], 1e-12);
    assertEquals(0.5, numbers(ONE, truths, missFirst)[0], 1e-12);
  }

  @Test
  void acrossCategoriesAnotherCategoryMayBeMet() {
    var truths = List.of(truth(1, 1, BOX));
    var detections = List.of(found(2, .5, BOX));
    var ids = List.of(1, 2);
    assertEquals(0, numbers(CocoSettings.byCategory(ids), truths, detections)[0]);
    assertEquals(1, numbers(CocoSettings.acrossCategories(ids), truths, detections)[0], 1e-12);
  }

  @Test
  void withoutALimitOf100TheFirstNumberIsAbsent() {
    var settings = ONE.withLimits(1, 2, 3);
    double[] numbers = numbers(settings, List.of(truth(1, 1, BOX)), List.of(found(1, .5, BOX)));
    assertEquals(-1, numbers[0]);
    assertEquals(1, numbers[1], 1e-12);
    var curves = CocoEvaluation.ofBoxes(settings).accumulate(List.of());
    assertEquals(12, curves.names().size());
    assertTrue(curves.names().containsAll(List.of("AP", "AP75", "AR@3", "AR.large")));
    assertThrows(IllegalArgumentException.class, () -> curves.precisionOfCategory(9));
    assertThrows(IllegalArgumentException.class, () -> settings.withLimits(0, 1, 2));
  }

  @Test
  void filesThatDoNotBelongTogetherAreRefused() throws IOException {
    var truth =
        CocoGroundTruth.read(
            KnownAnswers.memory(
                """
                {"images": [{"id": 5, "height": 40, "width": 40}],
                 "annotations": [{"id": 1, "image_id": 5, "category_id": 1, "area": 400,
                                  "bbox": [10, 10, 20, 20],
                                  "segmentation": [[10, 10, 30, 10, 30, 30, 10, 30]]}],
                 "categories": [{"id": 1, "name": "tree"}]}
                """),
            "truth.json");
    assertEquals(1, CocoScore.score(truth, results(5), CocoScore.Type.BBOX).numbers()[0], 1e-12);
    assertEquals(1, CocoScore.score(truth, results(5), CocoScore.Type.SEGM).numbers()[0], 1e-12);
    var other = results(6);
    var refusal =
        assertThrows(
            DataFormatException.class, () -> CocoScore.score(truth, other, CocoScore.Type.SEGM));
    assertTrue(refusal.getMessage().startsWith("results.json: results[0] is of image 6"));
  }

  private static CocoResults results(int image) throws IOException {
    String json =
        "[{\"image_id\": %d, \"category_id\": 1, \"score\": 1, \"bbox\": [10, 10, 20, 20]}]";
    return CocoResults.read(KnownAnswers.memory(json.formatted(image)), "results.json");
  }

  private static double[] numbers(
      CocoSettings settings,
      List<CocoTruth<double[]>> truths,
      List<CocoDetection<double[]>> detections) {
    var evaluation = CocoEvaluation.ofBoxes(settings);
    return evaluation.accumulate(List.of(evaluation.evaluateImage(truths, detections))).numbers();
  }

  private static CocoTruth<double[]> truth(long id, int category, double[] box) {
    return new CocoTruth<>(id, category, false, box[2] * box[3], box);
  }

  private static CocoDetection<double[]> found(int category, double score, double[] box) {
    return new CocoDetection<>(category, score, box[2] * box[3], box);
  }
}
