package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.refspark.model.boxes.Matcher.LowQuality;
import org.refspark.model.boxes.RoiSampler.GroundTruthBoxes;

class RoiSamplerTest {
  private static final int BACKGROUND = 46;
  private static final float[] TRUTHS = {0, 0, 40, 40, 60, 60, 90, 80};
  private static final int[] CLASSES = {7, 12};
  private static final float[] PROPOSALS = {
    2, 0, 40, 38, // the first truth's
    60, 60, 70, 80, // IoU 1/3 with the second, its best
    100, 0, 120, 30, 100, 30, 120, 60, 100, 60, 120, 90
  };

  @Test
  void foregroundCarriesClassAndOffsetsOfItsTruth() {
    var targets = sampler(8, 0.5, GroundTruthBoxes.LEFT_OUT).sample(PROPOSALS, TRUTHS, CLASSES, 5);
    assertEquals(2, targets.foreground());
    for (int i = 0; i < 2; i++) {
      int truth = targets.proposals()[i];
      assertEquals(truth, targets.groundTruth()[i]);
      assertEquals(CLASSES[truth], targets.labels()[i]);
      float[] region = Arrays.copyOfRange(targets.boxes(), 4 * i, 4 * i + 4);
      float[] deltas = Arrays.copyOfRange(targets.deltas(), 4 * i, 4 * i + 4);
      float[] expected = Arrays.copyOfRange(TRUTHS, 4 * truth, 4 * truth + 4);
      assertArrayEquals(expected, BoxCoder.ROI.decode(region, deltas), 1e-4f);
    }
  }

  @Test
  void theBestProposalOfATruthIsForegroundHoweverSmallItsOverlap() {
    var strict =
        new RoiSampler(
            new Sampler(8, 0.5),
            new Matcher(0.5f, 0.5f, LowQuality.BY_THRESHOLD),
            GroundTruthBoxes.LEFT_OUT,
            BACKGROUND);
    var lenient = sampler(8, 0.5, GroundTruthBoxes.LEFT_OUT);
    assertEquals(1, strict.sample(PROPOSALS, TRUTHS, CLASSES, 5).foreground());
    assertEquals(2, lenient.sample(PROPOSALS, TRUTHS, CLASSES, 5).foreground());
  }

  @Test
  void appendedTruthsAreForegroundWithoutOffsetsAndOutsideTheProposals() {
    var targets =
        sampler(12, 0.5, GroundTruthBoxes.APPENDED).sample(new float[0], TRUTHS, CLASSES, 5);
    assertEquals(2, targets.foreground());
    assertArrayEquals(new float[48], targets.deltas());
    assertEquals(-1, Arrays.stream(targets.proposals()).max().orElseThrow());
  }

  @Test
  void sharesOfForegroundAreLimited() {
    var targets = sampler(4, 0.25, GroundTruthBoxes.APPENDED).sample(PROPOSALS, TRUTHS, CLASSES, 5);
    assertEquals(1, targets.foreground());
    assertEquals(4, targets.valid());
    assertEquals(3, Arrays.stream(targets.labels()).filter(label -> label == BACKGROUND).count());
  }

  @Test
  void fillingRepeatsRegionsAsBackgroundWithoutWeight() {
    var targets = sampler(12, 0.5, GroundTruthBoxes.LEFT_OUT).sample(PROPOSALS, TRUTHS, CLASSES, 5);
    assertEquals(5, targets.valid());
    assertArrayEquals(new float[] {1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0}, targets.weights());
    for (int i = 5; i < 12; i++) {
      assertEquals(BACKGROUND, targets.labels()[i]);
      assertEquals(-1, targets.groundTruth()[i]);
      assertEquals(targets.proposals()[i - 5], targets.proposals()[i]);
      assertEquals(1, Boxes.iou(targets.boxes(), i, targets.boxes(), i - 5));
      assertEquals(0, targets.deltas()[4 * i + 2]);
    }
  }

  @Test
  void withoutTruthAllRegionsAreBackground() {
    var targets =
        sampler(4, 0.25, GroundTruthBoxes.APPENDED).sample(PROPOSALS, new float[0], new int[0], 5);
    assertEquals(0, targets.foreground());
    assertEquals(4, targets.valid());
    assertArrayEquals(new int[] {46, 46, 46, 46}, targets.labels());
  }

  @Test
  void withoutAnyCandidateTheRegionsAreFillingWithAnArea() {
    var targets =
        sampler(3, 0.25, GroundTruthBoxes.APPENDED)
            .sample(new float[0], new float[0], new int[0], 5);
    assertEquals(0, targets.valid());
    assertArrayEquals(new float[3], targets.weights());
    assertArrayEquals(new int[] {-1, -1, -1}, targets.proposals());
    assertEquals(1, Boxes.area(targets.boxes(), 2));
  }

  private static RoiSampler sampler(int count, double fraction, GroundTruthBoxes groundTruth) {
    return new RoiSampler(
        new Sampler(count, fraction),
        new Matcher(0.5f, 0.5f, LowQuality.POSITIVE),
        groundTruth,
        BACKGROUND);
  }
}
