package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.refspark.model.metrics.IouConvention;
import org.refspark.model.metrics.PairedBootstrap;
import org.refspark.model.metrics.PairedBootstrap.Pair;
import org.refspark.model.metrics.Pointing;

/**
 * Differences of two evaluations of the same expressions, by name of the measure: all of {@link
 * org.refspark.model.metrics.ExpressionMetrics}. What is pooled over all expressions, such as
 * {@code AP.coco}, is not among them.
 */
public final class PairedMetrics {
  private PairedMetrics() {}

  /**
   * How the second differs from the first.
   *
   * @param a results of the first
   * @param b results of the second, on the same expressions
   * @param comparator when Prec@X holds
   * @param seed of the bootstrap
   * @param rounds of the bootstrap
   * @throws IllegalArgumentException where the expressions are not the same
   */
  public static Map<String, PairedBootstrap.Difference> of(
      List<ExpressionResult> a,
      List<ExpressionResult> b,
      IouConvention.Comparator comparator,
      long seed,
      int rounds) {
    requireSame(a, b);
    var first = byPicture(a);
    var second = byPicture(b);
    var differences = new LinkedHashMap<String, PairedBootstrap.Difference>();
    measures(comparator, a.stream().anyMatch(result -> result.objects() == 0))
        .forEach(
            (name, measure) -> {
              var pairs = new ArrayList<Pair>();
              first.forEach(
                  (picture, results) ->
                      pairs.add(
                          pair(picture, measure.of(results), measure.of(second.get(picture)))));
              // A measure that one of them does not have has no difference.
              if (pairs.stream().mapToDouble(Pair::belowA).sum() > 0
                  && pairs.stream().mapToDouble(Pair::belowB).sum() > 0) {
                differences.put(name, PairedBootstrap.of(pairs, seed, rounds));
              }
            });
    return differences;
  }

  private static void requireSame(List<ExpressionResult> a, List<ExpressionResult> b) {
    var ids = b.stream().map(ExpressionResult::expression).collect(Collectors.toSet());
    if (ids.size() != a.size() || !a.stream().allMatch(r -> ids.contains(r.expression()))) {
      throw new IllegalArgumentException(
          "%,d and %,d expressions, which are not the same".formatted(a.size(), ids.size()));
    }
  }

  private static Map<String, List<ExpressionResult>> byPicture(List<ExpressionResult> results) {
    return results.stream()
        .collect(Collectors.groupingBy(ExpressionResult::image, TreeMap::new, Collectors.toList()));
  }

  private static Pair pair(String picture, Ratio a, Ratio b) {
    return new Pair(picture, a.above(), a.below(), b.above(), b.below());
  }

  /** What a picture counts for, above and below the line; nothing where both are 0. */
  private record Ratio(double above, double below) {
    static final Ratio NONE = new Ratio(0, 0);
  }

  /** Of the expressions of one picture. */
  private interface Measure {
    Ratio of(List<ExpressionResult> results);
  }

  /**
   * @param robust whether some expressions mean nothing
   */
  private static Map<String, Measure> measures(
      IouConvention.Comparator comparator, boolean robust) {
    var measures = new LinkedHashMap<String, Measure>();
    measures.put("AP.per-expression", ofThoseThatMean(ExpressionResult::ap));
    measures.put("AP50.per-expression", ofThoseThatMean(ExpressionResult::ap50));
    measures.put("AP75.per-expression", ofThoseThatMean(ExpressionResult::ap75));
    measures.put("mIoU", sums(ExpressionResult::iou, result -> 1));
    measures.put("oIoU", sums(ExpressionResult::intersection, ExpressionResult::union));
    for (int tenths = 5; tenths <= 9; tenths++) {
      measures.put("Prec@" + tenths / 10.0, precision(comparator, tenths / 10.0));
    }
    measures.put(
        "pointing",
        sums(
            result -> result.pointing() == Pointing.HIT ? 1 : 0,
            result -> result.pointing() == Pointing.NONE ? 0 : 1));
    if (robust) {
      measures.put("r", PairedMetrics::rejected);
      measures.put("rIoU", PairedMetrics::robustIou);
    }
    return measures;
  }

  private static Measure precision(IouConvention.Comparator comparator, double threshold) {
    return sums(result -> comparator.holds(result.iou(), threshold) ? 1 : 0, result -> 1);
  }

  /** Expressions that mean nothing have no AP. */
  private static Measure ofThoseThatMean(ToDoubleFunction<ExpressionResult> value) {
    return sums(
        result -> result.objects() > 0 ? value.applyAsDouble(result) : 0,
        result -> result.objects() > 0 ? 1 : 0);
  }

  private static Measure sums(
      ToDoubleFunction<ExpressionResult> above, ToDoubleFunction<ExpressionResult> below) {
    return results ->
        new Ratio(
            results.stream().mapToDouble(above).sum(), results.stream().mapToDouble(below).sum());
  }

  /** Of expressions that mean nothing, the share that was answered with nothing. */
  private static Ratio rejected(List<ExpressionResult> results) {
    var share =
        results.stream()
            .filter(result -> result.objects() == 0)
            .mapToDouble(result -> result.union() == 0 ? 1 : 0)
            .average();
    return share.isPresent() ? new Ratio(share.getAsDouble(), 1) : Ratio.NONE;
  }

  /** Overall IoU of the picture, in which all that is found for nothing counts as wrong. */
  private static Ratio robustIou(List<ExpressionResult> results) {
    double intersection = results.stream().mapToLong(ExpressionResult::intersection).sum();
    double union = results.stream().mapToLong(ExpressionResult::union).sum();
    boolean meant = results.stream().anyMatch(result -> result.objects() > 0);
    return meant && union > 0 ? new Ratio(intersection / union, 1) : Ratio.NONE;
  }
}
