package org.refspark.model.metrics;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * The measures of a set of expressions, by name: {@code AP.per-expression}, {@code
 * AP50.per-expression}, {@code AP75.per-expression}, {@code mIoU}, {@code oIoU}, {@code Prec@0.5}
 * to {@code Prec@0.9}; {@code pointing} of models that point; {@code r} and {@code rIoU} where
 * expressions that mean nothing are among them; fractions of 1.
 *
 * <p>Each is a sum over pictures divided by another, taken in the order of the ids, so that equal
 * records give equal bits wherever they came from. Expressions that mean nothing have no AP and are
 * left out of it.
 */
public final class ExpressionMetrics {
  private final List<List<ExpressionScore>> pictures;
  private final IouConvention convention;
  private final Map<String, Ratio> ratios = new LinkedHashMap<>();

  /**
   * Where a measure lies with 95 % confidence.
   *
   * @param low 2.5th percentile
   * @param high 97.5th percentile
   */
  public record Interval(double low, double high) {}

  /** By picture, what is summed above and below the line. */
  private record Ratio(double[] above, double[] below) {}

  private ExpressionMetrics(Collection<ExpressionScore> scores, IouConvention convention) {
    this.pictures = byPicture(scores);
    this.convention = convention;
    addPrecision(
        "AP.per-expression", score -> DoubleStream.of(score.precision()).average().orElse(0));
    addPrecision("AP50.per-expression", ExpressionScore::precisionAt50);
    addPrecision("AP75.per-expression", ExpressionScore::precisionAt75);
    addIou("mIoU", iou -> iou);
    add("oIoU", ExpressionScore::intersection, ExpressionScore::union);
    for (int tenths = 5; tenths <= 9; tenths++) {
      double threshold = tenths / 10.0;
      addIou("Prec@" + threshold, iou -> convention.comparator().holds(iou, threshold) ? 1 : 0);
    }
    add(
        "pointing",
        score -> score.pointing() == Pointing.HIT ? 1 : 0,
        score -> score.pointing() == Pointing.NONE ? 0 : 1);
    if (scores.stream().anyMatch(score -> score.objects() == 0)) {
      addRobustness();
    }
  }

  /** Of these expressions, each in one record. */
  public static ExpressionMetrics of(Collection<ExpressionScore> scores, IouConvention convention) {
    return new ExpressionMetrics(scores, convention);
  }

  /** The names of all measures that there are. */
  public static Set<String> names() {
    var all = new ExpressionMetrics(List.of(), IouConvention.PLAIN);
    all.addRobustness();
    return all.ratios.keySet();
  }

  private static List<List<ExpressionScore>> byPicture(Collection<ExpressionScore> scores) {
    return List.copyOf(
        scores.stream()
            .sorted(Comparator.comparing(ExpressionScore::id))
            .collect(
                Collectors.groupingBy(
                    ExpressionScore::picture, TreeMap::new, Collectors.toUnmodifiableList()))
            .values());
  }

  /** The measures by name; one that does not exist for these expressions is left out. */
  public Map<String, Double> values() {
    int[] each = new int[pictures.size()];
    for (int i = 0; i < each.length; i++) {
      each[i] = i;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    ratios.forEach((name, ratio) -> value(ratio, each).ifPresent(v -> values.put(name, v)));
    return values;
  }

  /**
   * Intervals by name, by the percentile bootstrap over pictures: expressions of one picture are
   * alike, so that drawing them one by one would make the intervals too narrow.
   *
   * @param seed of the resampling: equal seeds and records give equal intervals
   * @param rounds of resampling, such as 1000
   */
  public Map<String, Interval> intervals(long seed, int rounds) {
    Map<String, double[]> samples = new LinkedHashMap<>();
    values().keySet().forEach(name -> samples.put(name, new double[rounds]));
    var random = new SplittableRandom(seed);
    int[] drawn = new int[pictures.size()];
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

  /**
   * Robust referring segmentation: {@code r} is the share of expressions without a target that are
   * answered with nothing, {@code rIoU} the overall IoU of a picture in which all that is found for
   * them counts as wrong; both are means over pictures.
   */
  private void addRobustness() {
    addByPicture("r", ExpressionMetrics::rejected);
    addByPicture(
        "rIoU",
        scores -> {
          boolean meant = scores.stream().anyMatch(score -> score.objects() > 0);
          long union = scores.stream().mapToLong(ExpressionScore::union).sum();
          long intersection = scores.stream().mapToLong(ExpressionScore::intersection).sum();
          return meant && union > 0 ? (double) intersection / union : Double.NaN;
        });
  }

  private static double rejected(List<ExpressionScore> scores) {
    return scores.stream()
        .filter(score -> score.objects() == 0)
        .mapToDouble(score -> score.union() == 0 ? 1 : 0)
        .average()
        .orElse(Double.NaN);
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
    ratios.put(name, new Ratio(sums(above), sums(below)));
  }

  private double[] sums(ToDoubleFunction<ExpressionScore> part) {
    return pictures.stream()
        .mapToDouble(scores -> scores.stream().mapToDouble(part).sum())
        .toArray();
  }

  /** Of a measure that each picture has once; NaN where it has none. */
  private void addByPicture(String name, ToDoubleFunction<List<ExpressionScore>> measure) {
    double[] values = pictures.stream().mapToDouble(measure).toArray();
    ratios.put(
        name,
        new Ratio(
            DoubleStream.of(values).map(value -> Double.isNaN(value) ? 0 : value).toArray(),
            DoubleStream.of(values).map(value -> Double.isNaN(value) ? 0 : 1).toArray()));
  }

  private static OptionalDouble value(Ratio ratio, int[] pictures) {
    double above = 0;
    double below = 0;
    for (int picture : pictures) {
      above += ratio.above()[picture];
      below += ratio.below()[picture];
    }
    return below > 0 ? OptionalDouble.of(above / below) : OptionalDouble.empty();
  }

  static double percentile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int next = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[next] - sorted[below]);
  }
}
