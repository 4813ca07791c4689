package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.refspark.model.boxes.Matcher.LowQuality;

class MatcherTest {
  private static final float[] ANCHORS = {
    0, 0, 10, 10, // IoU 0.6 with the first truth
    0, 0, 10, 3, // 0.5
    20, 0, 30, 10, // 0.2 with the second
    20, 8, 30, 18, // 0.2 with the second, the other side
    50, 50, 60, 60
  };
  private static final float[] TRUTHS = {0, 0, 10, 6, 20, 8, 30, 10};

  @Test
  void withoutGroundTruthEverythingIsNegative() {
    var matches = new Matcher(0.3f, 0.7f, LowQuality.POSITIVE).match(ANCHORS, new float[0]);
    assertArrayEquals(new byte[5], matches.labels());
    assertArrayEquals(new int[] {-1, -1, -1, -1, -1}, matches.groundTruth());
  }

  @Test
  void everyAnchorTiedForTheBestOfATruthIsPositive() {
    var matches = new Matcher(0.5f, 0.7f, LowQuality.POSITIVE).match(ANCHORS, TRUTHS);
    assertArrayEquals(new byte[] {1, -1, 1, 1, 0}, matches.labels());
    assertArrayEquals(new int[] {0, 0, 1, 1, 0}, matches.groundTruth());
  }

  @Test
  void thresholdsAloneDecideWhereLowQualityIsNotWanted() {
    var matches = new Matcher(0.5f, 0.7f, LowQuality.BY_THRESHOLD).match(ANCHORS, TRUTHS);
    assertArrayEquals(new byte[] {-1, -1, 0, 0, 0}, matches.labels());
  }

  @Test
  void anAnchorClaimedByALesserTruthKeepsItsOwnBest() {
    float[] anchors = {0, 0, 10, 10};
    float[] truths = {0, 0, 10, 2, 0, 0, 10, 8};
    var matches = new Matcher(0.5f, 0.9f, LowQuality.POSITIVE).match(anchors, truths);
    assertArrayEquals(new byte[] {1}, matches.labels());
    assertArrayEquals(new int[] {1}, matches.groundTruth());
  }

  @Test
  void aTruthThatOverlapsNothingClaimsNothing() {
    float[] truths = {0, 0, 10, 10, 100, 100, 110, 110, 5, 5, 5, 5};
    var matches = new Matcher(0.5f, 0.7f, LowQuality.POSITIVE).match(ANCHORS, truths);
    assertArrayEquals(new byte[] {1, 0, 0, 0, 0}, matches.labels());
  }

  @Test
  void thresholdsOutOfOrderAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Matcher(0.7f, 0.3f, LowQuality.POSITIVE));
  }
}
