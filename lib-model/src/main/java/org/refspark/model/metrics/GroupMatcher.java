package org.refspark.model.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Greedy matching of one group's detections, the surest first, as in COCOeval's {@code
 * evaluateImg}.
 */
final class GroupMatcher<S> {
  private static final double[] THRESHOLDS =
      CocoSettings.iouThresholds().map(t -> Math.min(t, 1 - 1e-10)).toArray();

  private final List<CocoTruth<S>> truths;
  private final List<CocoDetection<S>> detections;
  private final double[][] iou;

  private GroupMatcher(
      List<CocoTruth<S>> truths, List<CocoDetection<S>> detections, double[][] iou) {
    this.truths = truths;
    this.detections = detections;
    this.iou = iou;
  }

  static <S> ImageEvaluation.Group match(
      int index,
      List<CocoTruth<S>> truths,
      List<CocoDetection<S>> found,
      int mostDetections,
      CocoEvaluation.Overlap<S> overlap) {
    var detections =
        found.stream()
            // the sum makes -0.0 equal to 0.0, so that the stable order decides
            .sorted(Comparator.comparingDouble(detection -> -(detection.score() + 0.0) + 0.0))
            .limit(mostDetections)
            .toList();
    boolean[] crowd = new boolean[truths.size()];
    for (int g = 0; g < crowd.length; g++) {
      crowd[g] = truths.get(g).crowd();
    }
    double[][] iou =
        overlap.iou(
            detections.stream().map(CocoDetection::shape).toList(),
            truths.stream().map(CocoTruth::shape).toList(),
            crowd);
    var matcher = new GroupMatcher<>(truths, detections, iou);
    return new ImageEvaluation.Group(
        index,
        detections.stream().mapToDouble(CocoDetection::score).toArray(),
        Arrays.stream(CocoArea.values()).map(matcher::meeting).toList());
  }

  private ImageEvaluation.Meeting meeting(CocoArea area) {
    boolean[] unwanted = new boolean[truths.size()];
    for (int g = 0; g < unwanted.length; g++) {
      unwanted[g] = truths.get(g).crowd() || !area.contains(truths.get(g).area());
    }
    int wanted = (int) IntStream.range(0, unwanted.length).filter(g -> !unwanted[g]).count();
    int[] order =
        IntStream.concat(
                IntStream.range(0, unwanted.length).filter(g -> !unwanted[g]),
                IntStream.range(0, unwanted.length).filter(g -> unwanted[g]))
            .toArray();
    int[] matched = new int[detections.size()];
    int[] ignored = new int[detections.size()];
    for (int t = 0; t < THRESHOLDS.length; t++) {
      boolean[] taken = new boolean[truths.size()];
      for (int d = 0; d < matched.length; d++) {
        int best = best(d, THRESHOLDS[t], order, unwanted, taken);
        boolean met = best >= 0 && truths.get(best).id() != 0;
        boolean aside =
            (best >= 0 && unwanted[best]) || (!met && !area.contains(detections.get(d).area()));
        if (best >= 0) {
          taken[best] = true;
        }
        matched[d] |= (met ? 1 : 0) << t;
        ignored[d] |= (aside ? 1 : 0) << t;
      }
    }
    return new ImageEvaluation.Meeting(wanted, matched, ignored);
  }

  /** The free object of highest IoU, the later of equals; one that is wanted goes before others. */
  private int best(int d, double threshold, int[] order, boolean[] unwanted, boolean[] taken) {
    double least = threshold;
    int best = -1;
    for (int g : order) {
      if (taken[g] && !truths.get(g).crowd()) {
        continue;
      }
      if (best >= 0 && !unwanted[best] && unwanted[g]) {
        break;
      }
      if (iou[d][g] >= least) {
        least = iou[d][g];
        best = g;
      }
    }
    return best;
  }
}
