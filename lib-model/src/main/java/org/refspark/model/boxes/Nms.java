package org.refspark.model.boxes;

import java.util.Arrays;

/**
 * Greedy non-maximum suppression: from the highest score down, a box is kept unless its IoU with a
 * box kept before is above the threshold. An IoU equal to the threshold does not suppress.
 */
public final class Nms {
  private Nms() {}

  /**
   * Which of N boxes stay.
   *
   * @param boxes N boxes
   * @param scores N scores
   * @return indices of the kept boxes by descending score; where scores tie, the lower index first
   */
  public static int[] keep(float[] boxes, float[] scores, double threshold) {
    return keepByClass(boxes, scores, new int[scores.length], threshold);
  }

  /** As {@link #keep}, but boxes of different classes do not suppress one another. */
  public static int[] keepByClass(float[] boxes, float[] scores, int[] classes, double threshold) {
    int n = Boxes.count(boxes);
    if (scores.length != n || classes.length != n) {
      throw new IllegalArgumentException(
          "Each box needs a score and a class, but there are %d boxes, %d scores and %d classes"
              .formatted(n, scores.length, classes.length));
    }
    int[] order = Ranking.descending(scores);
    var orderedClasses = new int[n];
    for (int i = 0; i < n; i++) {
      orderedClasses[i] = classes[order[i]];
    }
    int[] kept = keepOrdered(Boxes.pick(boxes, order), orderedClasses, n, threshold, n);
    for (int i = 0; i < kept.length; i++) {
      kept[i] = order[kept[i]];
    }
    return kept;
  }

  /**
   * Suppression among boxes that are ordered by score already.
   *
   * @param n how many of the boxes count
   * @param limit ends the work when so many are kept
   */
  static int[] keepOrdered(float[] boxes, int[] classes, int n, double threshold, int limit) {
    var kept = new int[Math.min(n, limit)];
    var keptAreas = new float[kept.length];
    int count = 0;
    for (int i = 0; i < n && count < kept.length; i++) {
      float area = Boxes.area(boxes, i);
      boolean free = true;
      for (int k = 0; k < count && free; k++) {
        free =
            classes[kept[k]] != classes[i]
                || !(Boxes.iou(boxes, kept[k], keptAreas[k], boxes, i, area) > threshold);
      }
      if (free) {
        kept[count] = i;
        keptAreas[count++] = area;
      }
    }
    return Arrays.copyOf(kept, count);
  }
}
