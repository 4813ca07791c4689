package org.refspark.model.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * AP of one expression, as GRM-Net and Zou et al. 2019 measure it: whatever the category, each
 * detection in falling order of score takes the free object of highest IoU, if that reaches the
 * threshold; the area under the monotone precision-recall curve at all its points (VOC).
 */
public final class ExpressionPrecision {
  private static final double[] THRESHOLDS =
      IntStream.range(0, 10).mapToDouble(i -> (50 + 5 * i) / 100.0).toArray();

  private ExpressionPrecision() {}

  /** The IoU thresholds .50, .55, … .95. */
  public static double[] thresholds() {
    return THRESHOLDS.clone();
  }

  /**
   * AP at each threshold; 0 where nothing was found or nothing is meant.
   *
   * @param scores by detection; equal scores keep their order
   * @param iou {@code [detections][objects]}
   * @param objects that the expression means
   */
  public static double[] measure(double[] scores, double[][] iou, int objects) {
    double[] result = new double[THRESHOLDS.length];
    if (scores.length == 0 || objects == 0) {
      return result;
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer d) -> scores[d]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double[][] sorted = Arrays.stream(order).mapToObj(d -> iou[d]).toArray(double[][]::new);
    for (int t = 0; t < result.length; t++) {
      result[t] = areaUnderCurve(matches(sorted, objects, THRESHOLDS[t]), objects);
    }
    return result;
  }

  private static boolean[] matches(double[][] iou, int objects, double threshold) {
    boolean[] matched = new boolean[iou.length];
    boolean[] taken = new boolean[objects];
    for (int d = 0; d < matched.length; d++) {
      int best = -1;
      for (int g = 0; g < objects; g++) {
        if (!taken[g] && iou[d][g] >= threshold && (best < 0 || iou[d][g] > iou[d][best])) {
          best = g;
        }
      }
      if (best >= 0) {
        taken[best] = true;
        matched[d] = true;
      }
    }
    return matched;
  }

  /** Each match is a step of 1/objects in recall, as high as the best precision from there on. */
  private static double areaUnderCurve(boolean[] matched, int objects) {
    int right = 0;
    for (boolean match : matched) {
      right += match ? 1 : 0;
    }
    double area = 0;
    double highest = 0;
    for (int d = matched.length - 1; d >= 0; d--) {
      highest = Math.max(highest, (double) right / (d + 1));
      if (matched[d]) {
        area += highest / objects;
        right--;
      }
    }
    return area;
  }
}
