package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

class ExpressionMetricsTest {
  @Test
  void recordsInAnyOrderGiveTheSameBits() {
    var scores = random(200);
    var shuffled = new ArrayList<>(scores);
    Collections.shuffle(shuffled, new Random(3));
    var one = ExpressionMetrics.of(scores, IouConvention.PLAIN);
    var other = ExpressionMetrics.of(shuffled, IouConvention.PLAIN);
    assertEquals(one.values(), other.values());
    assertEquals(one.intervals(5, 100), other.intervals(5, 100));
    assertNotEquals(one.intervals(5, 100), one.intervals(6, 100));
  }

  @Test
  void intervalsHoldTheMeanOfTheNormalApproximation() {
    List<ExpressionScore> scores = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      scores.add(score(i, i % 4 == 0 ? 1 : 0, 10, 20, 1));
    }
    var metrics = ExpressionMetrics.of(scores, IouConvention.PLAIN);
    var interval = metrics.intervals(1, 2000).get("AP50.per-expression");
    // 1.96 · sqrt(.25 · .75 / 400)
    assertEquals(0.25 - 0.0424, interval.low(), 0.006);
    assertEquals(0.25 + 0.0424, interval.high(), 0.006);
    assertEquals(new ExpressionMetrics.Interval(0.5, 0.5), metrics.intervals(1, 50).get("oIoU"));
  }

  @Test
  void expressionsThatMeanNothingHaveNoPrecisionButAnIou() {
    var scores = List.of(score(1, 1, 10, 10, 1), score(2, 0, 0, 0, 0), score(3, 0, 0, 30, 0));
    var values = ExpressionMetrics.of(scores, IouConvention.PLAIN).values();
    assertEquals(1, values.get("AP.per-expression"));
    assertEquals(2.0 / 3, values.get("mIoU"), 1e-15);
    assertEquals(0.25, values.get("oIoU"));
    assertTrue(ExpressionMetrics.of(List.of(), IouConvention.PLAIN).values().isEmpty());
    assertTrue(ExpressionMetrics.of(List.of(), IouConvention.PLAIN).intervals(1, 10).isEmpty());
    var nothingMeant = ExpressionMetrics.of(scores.subList(1, 2), IouConvention.PLAIN).values();
    assertFalse(nothingMeant.containsKey("AP.per-expression"));
    assertFalse(nothingMeant.containsKey("oIoU"));
    assertEquals(1, nothingMeant.get("mIoU"));
  }

  @Test
  void everyMeasureThatThereIsIsNamed() {
    var meant = inPicture("p", 1, new double[10], 1, 2, 1);
    var pointing = new ExpressionScore("p", "pointed", new double[10], 1, 2, 1, 1, Pointing.HIT);
    var metrics =
        ExpressionMetrics.of(List.of(meant, pointing, score(3, 0, 0, 0, 0)), IouConvention.PLAIN);

    assertEquals(metrics.values().keySet(), ExpressionMetrics.names());
    assertEquals(13, ExpressionMetrics.names().size());
  }

  @Test
  void picturesAreResampledWhole() {
    List<ExpressionScore> scores = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      // two pictures of 500 expressions each: right in one, wrong in the other
      scores.add(inPicture("p" + i % 2, i, new double[10], i % 2 == 0 ? 10 : 0, 10, 1));
    }
    var interval = ExpressionMetrics.of(scores, IouConvention.PLAIN).intervals(1, 200).get("mIoU");
    assertEquals(new ExpressionMetrics.Interval(0, 1), interval);
  }

  @Test
  void allDetectionsCountForPrecisionAndShownOnesForTheUnion() {
    var left = Rle.ofCounts(1, 4, new int[] {0, 2, 2});
    var right = Rle.ofCounts(1, 4, new int[] {2, 2});
    var detections = List.of(detection(0.9, left), detection(0.4, right));
    var score = ExpressionScore.of("e", detections, List.of(right, left), 0.5);
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, score.precision());
    assertEquals(2, score.intersection());
    assertEquals(4, score.union());
    assertEquals(2, score.detections());
    var unseen = ExpressionScore.of("e", List.of(), List.of(right, left), 0.5);
    assertArrayEquals(new double[10], unseen.precision());
    assertEquals(4, unseen.union());
    assertEquals(2, ExpressionScore.of("e", detections, List.of(), 0.5).union());
    assertEquals(0, ExpressionScore.of("e", detections, List.of(), 0.9).union());
  }

  @Test
  void aDetectionTakesTheBestFreeObjectNotTheBestOfAll() {
    double[] scores = {0.5, 0.9};
    // the surer one takes object 0, which leaves object 1 below the threshold for the other
    double[][] iou = {{0.9, 0.55}, {0.8, 0.0}};
    double[] precision = ExpressionPrecision.measure(scores, iou, 2);
    assertEquals(1, precision[0]);
    assertEquals(1, precision[1]);
    assertEquals(0.5, precision[2]);
    // at .85 only the second in order meets object 0: half the recall at half the precision
    assertEquals(0.25, precision[7]);
    assertEquals(0, precision[9]);
  }

  @Test
  void aMissBeforeTheHitHalvesItsPrecision() {
    double[][] iou = {{0}, {1}};
    assertEquals(0.5, ExpressionPrecision.measure(new double[] {0.7, 0.6}, iou, 1)[0]);
    assertEquals(1, ExpressionPrecision.measure(new double[] {0.6, 0.7}, iou, 1)[0]);
    // equal scores keep their order
    assertEquals(0.5, ExpressionPrecision.measure(new double[] {0.6, 0.6}, iou, 1)[0]);
  }

  @Test
  void recordsThatCannotBeAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExpressionScore("p", "e", new double[9], 0, 0, 0, 0, Pointing.NONE));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ExpressionScore("p", "e", new double[10], 2, 1, 0, 0, Pointing.NONE));
  }

  private static Detection detection(double score, Rle mask) {
    return new Detection(1, score, mask.box(), mask);
  }

  private static ExpressionScore score(
      int id, double precision, long intersection, long union, int objects) {
    double[] all = new double[10];
    Arrays.fill(all, precision);
    return inPicture("p" + id, id, all, intersection, union, objects);
  }

  private static ExpressionScore inPicture(
      String picture, int id, double[] precision, long intersection, long union, int objects) {
    return new ExpressionScore(
        picture, "e" + id, precision, intersection, union, 1, objects, Pointing.NONE);
  }

  private static List<ExpressionScore> random(int count) {
    var random = new Random(11);
    List<ExpressionScore> scores = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int union = 1 + random.nextInt(1000);
      scores.add(score(i, random.nextDouble(), random.nextInt(union), union, 1));
    }
    return scores;
  }
}
