package org.refspark.model.boxes;

import java.util.Arrays;

/**
 * Tells which boxes (anchors or proposals) stand for which ground truth, by IoU.
 *
 * @param low a box whose best IoU is below this is negative
 * @param high a box whose best IoU reaches this is positive; what lies between is ignored
 * @param lowQuality what the best box of a ground truth becomes where its IoU is below {@code high}
 */
public record Matcher(float low, float high, LowQuality lowQuality) {
  /** What becomes of the best boxes of a ground truth that no box overlaps well. */
  public enum LowQuality {
    /**
     * They are positive, all of them where several tie. A ground truth that overlaps no box at all
     * has none.
     */
    POSITIVE,
    /** The thresholds alone decide. */
    BY_THRESHOLD
  }

  /** Label of a box that stands for a ground truth. */
  public static final byte POSITIVE = 1;

  /** Label of background. */
  public static final byte NEGATIVE = 0;

  /** Label of a box that is neither. */
  public static final byte IGNORED = -1;

  public Matcher {
    if (!(0 <= low && low <= high && high <= 1)) {
      throw new IllegalArgumentException(
          "IoU thresholds must hold 0 <= low <= high <= 1, but are %s and %s".formatted(low, high));
    }
  }

  /**
   * Labels of N boxes.
   *
   * @param labels N labels: {@link #POSITIVE}, {@link #NEGATIVE}, {@link #IGNORED}
   * @param groundTruth for each box the ground truth of its highest IoU, whatever its label (the
   *     first where several tie, or where it overlaps none); −1 where there is no ground truth
   */
  public record Matches(byte[] labels, int[] groundTruth) {}

  /**
   * Matches N boxes with M ground truths.
   *
   * @param boxes N boxes
   * @param groundTruth M boxes; where there is none, all of {@code boxes} are negative
   */
  public Matches match(float[] boxes, float[] groundTruth) {
    int n = Boxes.count(boxes);
    int m = Boxes.count(groundTruth);
    var matched = new int[n];
    if (m == 0) {
      Arrays.fill(matched, -1);
      return new Matches(new byte[n], matched);
    }
    var areas = new float[m];
    for (int j = 0; j < m; j++) {
      areas[j] = Boxes.area(groundTruth, j);
    }
    var labels = new byte[n];
    var best = new float[n];
    var bestOfTruth = new float[m];
    for (int i = 0; i < n; i++) {
      float area = Boxes.area(boxes, i);
      for (int j = 0; j < m; j++) {
        float iou = Boxes.iou(boxes, i, area, groundTruth, j, areas[j]);
        if (iou > best[i]) {
          best[i] = iou;
          matched[i] = j;
        }
        if (iou > bestOfTruth[j]) {
          bestOfTruth[j] = iou;
        }
      }
      labels[i] = best[i] >= high ? POSITIVE : best[i] < low ? NEGATIVE : IGNORED;
    }
    if (lowQuality == LowQuality.POSITIVE) {
      claimBest(boxes, best, groundTruth, bestOfTruth, labels);
    }
    return new Matches(labels, matched);
  }

  private static void claimBest(
      float[] boxes, float[] best, float[] groundTruth, float[] bestOfTruth, byte[] labels) {
    float least = Float.POSITIVE_INFINITY;
    for (float iou : bestOfTruth) {
      least = iou > 0 ? Math.min(least, iou) : least;
    }
    for (int i = 0; i < labels.length; i++) {
      if (best[i] < least) {
        continue; // it cannot be the best of any
      }
      for (int j = 0; j < bestOfTruth.length; j++) {
        if (bestOfTruth[j] > 0 && Boxes.iou(boxes, i, groundTruth, j) == bestOfTruth[j]) {
          labels[i] = POSITIVE;
        }
      }
    }
  }
}
