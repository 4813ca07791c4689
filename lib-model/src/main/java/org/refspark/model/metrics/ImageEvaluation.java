package org.refspark.model.metrics;

import java.io.Serializable;
import java.util.List;

/**
 * How the detections of one picture met its ground truth: all that COCO's numbers need of it.
 *
 * @param groups one by category that has detections or ground truth here, or one in all
 */
public record ImageEvaluation(List<Group> groups) implements Serializable {
  public ImageEvaluation {
    groups = List.copyOf(groups);
  }

  /**
   * Detections and ground truth that could meet.
   *
   * @param index of the category among the settings' categories; 0 across categories
   * @param scores of the detections, falling
   * @param meetings one by {@link CocoArea}
   */
  record Group(int index, double[] scores, List<Meeting> meetings) implements Serializable {}

  /**
   * The outcome for one class of size. Bit t of a number stands for the t-th IoU threshold.
   *
   * @param wanted objects that should be found
   * @param matched by detection, whether it met an object
   * @param ignored by detection, whether it counts neither for nor against
   */
  record Meeting(int wanted, int[] matched, int[] ignored) implements Serializable {}
}
