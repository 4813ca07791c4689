package org.refspark.model.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The measures of a set of expressions, by name: {@code AP.per-expression}, {@code
 * AP50.per-expression}, {@code AP75.per-expression}, {@code mIoU}, {@code oIoU}, {@code Prec@0.5}
 * to {@code Prec@0.9}; fractions of 1.
 *
 * <p>Each is a sum over expressions divided by another, taken in the order of the expressions' ids,
 * so that equal records give equal bits wherever they came from. Expressions that mean nothing have
 * no AP and are left out of it.
 */
public final class ExpressionMetrics {
  private static final int AT_50 = 0;
  private static final int AT_75 = 5;

  private final List<ExpressionScore> scores;
  private final IouConvention convention;
  private final Map<String, Ratio> ratios = new LinkedHashMap<>();

  /**
   * Where a measure lies with 95 % confidence.
   *
   * @param low 2.5th percentile
   * @param high 97.5th percentile
   */
  public record Interval(double low, double high) {}

  /** By expression, what is summed above and below the line. */
  private record Ratio(double[] above, double[] below) {}

  private ExpressionMetrics(Collection<ExpressionScore> scores, IouConvention convention) {
    this.scores = scores.stream().sorted(Comparator.comparing(ExpressionScore::id)).toList();
    this.convention = convention;
    addPrecision(
        "AP.per-expression", score -> DoubleStream.of(score.precision()).average().orElse(0));
    addPrecision("AP50.per-expression", score -> score.precision()[AT_50]);
    addPrecision("AP75.per-expression", score -> score.precision()[AT_75]);
    addIou("mIoU", iou -> iou);
    add("oIoU", ExpressionScore::intersection, ExpressionScore::union);
    for (int tenths = 5; tenths <= 9; tenths++) {
      double threshold = tenths / 10.0;
      addIou("Prec@" + threshold, iou -> convention.comparator().holds(iou, threshold) ? 1 : 0);
    }
  }

  /** Of these expressions, each in one record. */
  public static ExpressionMetrics of(Collection<ExpressionScore> scores, IouConvention convention) {
    return new ExpressionMetrics(scores, convention);
  }

  /** The measures by name; one that does not exist for these expressions is left out. */
  public Map<String, Double> values() {
    int[] each = new int[scores.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = i;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    ratios.forEach((name, ratio) -> value(ratio, each).ifPresent(v -> values.put(name, v)));
    return values;
  }

  /**
   * Intervals by name, by the percentile bootstrap over expressions.
   *
   * @param seed of the resampling: equal seeds and records give equal intervals
   * @param rounds of resampling, such as 1000
   */
  public Map<String, Interval> intervals(long seed, int rounds) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    values().keySet().forEach(name -> samples.put(name, new double[rounds]));
    var random = new SplittableRandom(seed);
    int[] drawn = new int[scores.size()];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = random.nextInt(drawn.length);
      }
      for (var sample : samples.entrySet()) {
        sample.getValue()[round] = value(ratios.get(sample.getKey()), drawn).orElse(Double.NaN);
      }
    }
    Map<String, Interval> intervals = new LinkedHashMap<>();
    samples.forEach(
        (name, sample) -> {
          double[] sorted = DoubleStream.of(sample).filter(Double::isFinite).sorted().toArray();
          if (sorted.length > 0) {
            intervals.put(name, new Interval(percentile(sorted, .025), percentile(sorted, .975)));
          }
        });
    return intervals;
  }

  private void addPrecision(String name, ToDoubleFunction<ExpressionScore> precision) {
    add(
        name,
        score -> score.objects() > 0 ? precision.applyAsDouble(score) : 0,
        score -> score.objects() > 0 ? 1 : 0);
  }

  private void addIou(String name, DoubleUnaryOperator measure) {
    add(
        name,
        score -> {
          var iou = convention.iou(score);
          return iou.isPresent() ? measure.applyAsDouble(iou.getAsDouble()) : 0;
        },
        score -> convention.iou(score).isPresent() ? 1 : 0);
  }

  private void add(
      String name,
      ToDoubleFunction<ExpressionScore> above,
      ToDoubleFunction<ExpressionScore> below) {
    ratios.put(
        name,
        new Ratio(
            scores.stream().mapToDouble(above).toArray(),
            scores.stream().mapToDouble(below).toArray()));
  }

  private static OptionalDouble value(Ratio ratio, int[] expressions) {
    double above = 0;
    double below = 0;
    for (int expression : expressions) {
      above += ratio.above()[expression];
      below += ratio.below()[expression];
    }
    return below > 0 ? OptionalDouble.of(above / below) : OptionalDouble.empty();
  }

  private static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int next = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[next] - sorted[below]);
  }
}
