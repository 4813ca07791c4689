package org.refspark.model.metrics;

import java.io.Serializable;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How COCO's evaluation is asked.
 *
 * @param byCategory whether detections and ground truth meet only within a category; if not, their
 *     category still decides their order and whether they take part
 * @param categories the ids that take part, rising
 * @param limits the three numbers of detections that count by picture (and category), rising
 */
public record CocoSettings(boolean byCategory, List<Integer> categories, List<Integer> limits)
    implements Serializable {

  private static final List<Integer> STANDARD_LIMITS = List.of(1, 10, 100);
  private static final int IOU_COUNT = 10;
  private static final double[] IOU =
      IntStream.range(0, IOU_COUNT)
          // the steps of numpy's linspace: an IoU may lie exactly on one of them
          .mapToDouble(i -> i == IOU_COUNT - 1 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / (IOU_COUNT - 1)))
          .toArray();
  private static final double[] RECALL =
      IntStream.rangeClosed(0, 100).mapToDouble(i -> i * 0.01).toArray();

  public CocoSettings {
    categories = List.copyOf(new TreeSet<>(categories));
    limits = limits.stream().sorted().toList();
    if (limits.size() != 3 || limits.get(0) < 1) {
      throw new IllegalArgumentException(
          "limits of detections are " + limits + ", expected three, each 1 or more");
    }
  }

  /** COCO's own: within categories, at most 1, 10 and 100 detections. */
  public static CocoSettings byCategory(Iterable<Integer> categories) {
    return new CocoSettings(true, distinct(categories), STANDARD_LIMITS);
  }

  /** Whatever the category ({@code useCats=0}), at most 1, 10 and 100 detections. */
  public static CocoSettings acrossCategories(Iterable<Integer> categories) {
    return new CocoSettings(false, distinct(categories), STANDARD_LIMITS);
  }

  /** The same with other limits ({@code maxDets}). */
  public CocoSettings withLimits(int few, int some, int most) {
    return new CocoSettings(byCategory, categories, List.of(few, some, most));
  }

  /** The IoU thresholds .50, .55, … .95, as numpy computes them. */
  public static DoubleStream iouThresholds() {
    return DoubleStream.of(IOU);
  }

  static int iouCount() {
    return IOU_COUNT;
  }

  static double recall(int index) {
    return RECALL[index];
  }

  static int recallCount() {
    return RECALL.length;
  }

  /** In how many groups detections are matched and counted. */
  int groups() {
    return byCategory ? categories.size() : 1;
  }

  int mostDetections() {
    return limits.get(limits.size() - 1);
  }

  private static List<Integer> distinct(Iterable<Integer> categories) {
    var result = new TreeSet<Integer>();
    categories.forEach(result::add);
    return List.copyOf(result);
  }
}
