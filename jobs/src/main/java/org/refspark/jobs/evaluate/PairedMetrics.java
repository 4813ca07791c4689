package org.refspark.jobs.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.refspark.model.metrics.IouConvention;
import org.refspark.model.metrics.PairedBootstrap;
import org.refspark.model.metrics.PairedBootstrap.Pair;

/**
 * Differences of two evaluations of the same expressions, by name of the measure: those that are
 * means over expressions ({@code AP.per-expression}, {@code mIoU}, {@code Prec@0.5} to {@code
 * Prec@0.9}).
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
    var others = new HashMap<String, ExpressionResult>();
    b.forEach(result -> others.put(result.expression(), result));
    if (others.size() != a.size()
        || !a.stream().allMatch(result -> others.containsKey(result.expression()))) {
      throw new IllegalArgumentException(
          "%,d and %,d expressions, which are not the same".formatted(a.size(), others.size()));
    }
    var differences = new LinkedHashMap<String, PairedBootstrap.Difference>();
    measures(comparator)
        .forEach(
            (name, measure) -> {
              var pairs = new ArrayList<Pair>();
              for (var result : a) {
                var first = measure.of(result);
                var second = measure.of(others.get(result.expression()));
                if (first.isPresent() && second.isPresent()) {
                  pairs.add(Pair.ofMean(result.image(), first.getAsDouble(), second.getAsDouble()));
                }
              }
              if (!pairs.isEmpty()) {
                differences.put(name, PairedBootstrap.of(pairs, seed, rounds));
              }
            });
    return differences;
  }

  /** What an expression counts for; empty where the measure leaves it out. */
  private interface Measure {
    OptionalDouble of(ExpressionResult result);
  }

  private static Map<String, Measure> measures(IouConvention.Comparator comparator) {
    var measures = new LinkedHashMap<String, Measure>();
    measures.put(
        "AP.per-expression",
        result -> result.objects() > 0 ? OptionalDouble.of(result.ap()) : OptionalDouble.empty());
    measures.put("mIoU", all(ExpressionResult::iou));
    for (int tenths = 5; tenths <= 9; tenths++) {
      double threshold = tenths / 10.0;
      measures.put(
          "Prec@" + threshold, all(result -> comparator.holds(result.iou(), threshold) ? 1 : 0));
    }
    return measures;
  }

  private static Measure all(ToDoubleFunction<ExpressionResult> value) {
    return result -> OptionalDouble.of(value.applyAsDouble(result));
  }
}
