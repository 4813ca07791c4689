package org.refspark.model.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Precision by recall for every IoU threshold, category, class of size and limit, and the numbers
 * that COCO reads from them. Where there is nothing to find, a number is -1, and means leave it
 * out.
 */
public final class CocoCurves {
  /** What stands for a number that does not exist. */
  public static final double ABSENT = -1;

  /** The limit that COCO's AP always asks for, whatever the limits are. */
  private static final int LIMIT_OF_AP = 100;

  private static final int IOU_75 = 5;

  private final CocoSettings settings;
  private final List<Curve> curves;

  /**
   * One curve.
   *
   * @param recall the highest that is reached
   * @param precision at the recalls 0, .01, … 1
   * @param scores that reach those recalls, 0 where none does
   */
  record Curve(double recall, double[] precision, double[] scores) {
    static final Curve NONE = new Curve(ABSENT, absent(), absent());

    private static double[] absent() {
      double[] values = new double[CocoSettings.recallCount()];
      Arrays.fill(values, ABSENT);
      return values;
    }
  }

  CocoCurves(CocoSettings settings, List<Curve> curves) {
    this.settings = settings;
    this.curves = curves;
  }

  /** Where a curve lies in the list. */
  static int place(int group, CocoArea area, int limit, int threshold) {
    int byLimit = (group * CocoArea.values().length + area.index) * 3 + limit;
    return byLimit * CocoSettings.iouCount() + threshold;
  }

  Curve curve(int group, CocoArea area, int limit, int threshold) {
    return curves.get(place(group, area, limit, threshold));
  }

  /**
   * Names of {@link #numbers()}: AP over all thresholds, at .50, at .75, by size; AR by limit, by
   * size.
   */
  public List<String> names() {
    List<String> names =
        new ArrayList<>(List.of("AP", "AP50", "AP75", "AP.small", "AP.medium", "AP.large"));
    settings.limits().forEach(limit -> names.add("AR@" + limit));
    names.addAll(List.of("AR.small", "AR.medium", "AR.large"));
    return List.copyOf(names);
  }

  /**
   * COCO's twelve numbers. As there, the first is of 100 detections, and -1 where the limits do not
   * hold 100; the others are of the last limit.
   */
  public double[] numbers() {
    int standard = settings.limits().indexOf(LIMIT_OF_AP);
    return new double[] {
      standard < 0 ? ABSENT : precision(CocoArea.ALL, standard),
      precision(0),
      precision(IOU_75),
      precision(CocoArea.SMALL, 2),
      precision(CocoArea.MEDIUM, 2),
      precision(CocoArea.LARGE, 2),
      recall(CocoArea.ALL, 0),
      recall(CocoArea.ALL, 1),
      recall(CocoArea.ALL, 2),
      recall(CocoArea.SMALL, 2),
      recall(CocoArea.MEDIUM, 2),
      recall(CocoArea.LARGE, 2)
    };
  }

  /** Mean precision over thresholds, recalls and categories, at the given one of the limits. */
  public double precision(CocoArea area, int limit) {
    return meanPrecision(groups().flatMap(group -> curves(group, area, limit)));
  }

  /** Mean precision at one IoU threshold, for all sizes at the last limit. */
  public double precision(int threshold) {
    return meanPrecision(groups().map(group -> curve(group, CocoArea.ALL, 2, threshold)));
  }

  /** Mean precision in one category, for all sizes at the last limit. */
  public double precisionOfCategory(int category) {
    return meanPrecision(curves(group(category), CocoArea.ALL, 2));
  }

  /** Mean precision in one category at one IoU threshold, for all sizes at the last limit. */
  public double precisionOfCategory(int category, int threshold) {
    return meanPrecision(Stream.of(curve(group(category), CocoArea.ALL, 2, threshold)));
  }

  /** Mean over thresholds and categories of the highest recall, at the given one of the limits. */
  public double recall(CocoArea area, int limit) {
    return meanRecall(groups().flatMap(group -> curves(group, area, limit)));
  }

  /** Mean over thresholds of the highest recall in one category, all sizes, last limit. */
  public double recallOfCategory(int category) {
    return meanRecall(curves(group(category), CocoArea.ALL, 2));
  }

  private Stream<Integer> groups() {
    return IntStream.range(0, settings.groups()).boxed();
  }

  private int group(int category) {
    int group = settings.byCategory() ? settings.categories().indexOf(category) : -1;
    if (group < 0) {
      throw new IllegalArgumentException(
          "category %d was not evaluated by itself, %s"
              .formatted(
                  category, settings.byCategory() ? settings.categories() : "all were pooled"));
    }
    return group;
  }

  private Stream<Curve> curves(int group, CocoArea area, int limit) {
    int first = place(group, area, limit, 0);
    return curves.subList(first, first + CocoSettings.iouCount()).stream();
  }

  private static double meanPrecision(Stream<Curve> curves) {
    return mean(curves.flatMapToDouble(curve -> DoubleStream.of(curve.precision())));
  }

  private static double meanRecall(Stream<Curve> curves) {
    return mean(curves.mapToDouble(Curve::recall));
  }

  private static double mean(DoubleStream values) {
    return values.filter(value -> value > ABSENT).average().orElse(ABSENT);
  }
}
