package org.refspark.model.metrics;

import java.util.Collection;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Whether one model does better than another where both answered the same expressions: the
 * bootstrap over pictures of the difference of a measure.
 *
 * <p>Pictures are drawn with replacement, each with all its expressions and with the answers of
 * both models: what makes a picture hard is hard for both, and does not blur the difference.
 */
public final class PairedBootstrap {
  private static final double LOW = .025;
  private static final double HIGH = .975;
  private static final int SUMS = 4;

  private PairedBootstrap() {}

  /**
   * One expression under two models. A measure is a sum over expressions divided by another: a mean
   * has the value above the line and 1 below it, overall IoU has intersection and union.
   *
   * @param picture id of its picture
   * @param aboveA of the first model, above the line
   * @param belowA of the first model, below the line
   * @param aboveB of the second model
   * @param belowB of the second model
   */
  public record Pair(String picture, double aboveA, double belowA, double aboveB, double belowB) {
    public Pair {
      if (!Double.isFinite(aboveA + belowA + aboveB + belowB)) {
        throw new IllegalArgumentException(
            "picture %s: %s / %s and %s / %s, expected finite numbers"
                .formatted(picture, aboveA, belowA, aboveB, belowB));
      }
    }

    /** An expression whose measure is a mean. */
    public static Pair ofMean(String picture, double a, double b) {
      return new Pair(picture, a, 1, b, 1);
    }
  }

  /**
   * How two models differ in a measure.
   *
   * @param a value of the first model
   * @param b value of the second model
   * @param interval of the difference b − a, 95 % by percentiles
   * @param pValue two-sided: how often chance alone would show a difference as large; at least 2 /
   *     (rounds + 1)
   * @param pictures that both were measured on
   */
  public record Difference(
      double a, double b, ExpressionMetrics.Interval interval, double pValue, int pictures) {
    /** b − a. */
    public double value() {
      return b - a;
    }

    /** Whether a p-value of at most that speaks for a difference. */
    public boolean isSignificant(double level) {
      return pValue <= level;
    }
  }

  /**
   * The difference of a measure.
   *
   * @param pairs one by expression, summed by picture: equal lists give equal bits
   * @param seed of the resampling: equal seeds and pairs give equal answers
   * @param rounds of resampling, such as 10,000
   * @throws IllegalArgumentException where there is nothing to compare
   */
  public static Difference of(Collection<Pair> pairs, long seed, int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException(rounds + " rounds, expected 1 or more");
    }
    double[][] pictures = byPicture(pairs);
    double[] all = new double[SUMS];
    for (double[] picture : pictures) {
      add(picture, all);
    }
    boolean measured = all[1] > 0 && all[3] > 0;
    double[] differences = measured ? resample(pictures, seed, rounds) : new double[0];
    if (differences.length == 0) {
      throw new IllegalArgumentException(
          "too few of %d expressions of %d pictures have such a measure, expected one at least"
              .formatted(pairs.size(), pictures.length));
    }
    return new Difference(
        all[0] / all[1],
        all[2] / all[3],
        new ExpressionMetrics.Interval(
            ExpressionMetrics.percentile(differences, LOW),
            ExpressionMetrics.percentile(differences, HIGH)),
        pValue(differences),
        pictures.length);
  }

  /** By picture, the four sums of its expressions. */
  private static double[][] byPicture(Collection<Pair> pairs) {
    var sums = new TreeMap<String, double[]>();
    for (var pair : pairs) {
      add(
          new double[] {pair.aboveA(), pair.belowA(), pair.aboveB(), pair.belowB()},
          sums.computeIfAbsent(pair.picture(), picture -> new double[SUMS]));
    }
    return sums.values().toArray(double[][]::new);
  }

  /** Sorted; samples of which a model has no value are left out. */
  private static double[] resample(double[][] pictures, long seed, int rounds) {
    var random = new SplittableRandom(seed);
    double[] differences = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double[] sums = new double[SUMS];
      for (int i = 0; i < pictures.length; i++) {
        add(pictures[random.nextInt(pictures.length)], sums);
      }
      differences[round] = sums[2] / sums[3] - sums[0] / sums[1];
    }
    return DoubleStream.of(differences).filter(Double::isFinite).sorted().toArray();
  }

  private static void add(double[] one, double[] sums) {
    for (int i = 0; i < SUMS; i++) {
      sums[i] += one[i];
    }
  }

  /** Twice the share of samples on the other side of zero; the data count as a sample of theirs. */
  private static double pValue(double[] differences) {
    long below = DoubleStream.of(differences).filter(value -> value <= 0).count();
    long above = DoubleStream.of(differences).filter(value -> value >= 0).count();
    return Math.min(1, 2.0 * (Math.min(below, above) + 1) / (differences.length + 1));
  }
}
