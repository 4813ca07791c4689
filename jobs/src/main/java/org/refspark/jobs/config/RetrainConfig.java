package org.refspark.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * Section {@code retrain}: where new data arrive, what a candidate begins with, and when it becomes
 * champion.
 *
 * @param arrivals folders of published files, in the layout that section {@code data} names; the
 *     names may be patterns
 * @param readyFile a file that a folder must hold before it is taken; absent where every folder may
 *     be taken
 * @param warmStart what a candidate's weights begin with
 * @param draw a folder that scenes are drawn into where there is no frozen split yet, to try it all
 *     without data
 * @param gate what a candidate must show
 */
public record RetrainConfig(
    List<String> arrivals,
    Optional<String> readyFile,
    WarmStart warmStart,
    Optional<String> draw,
    Gate gate) {

  /** What a candidate's weights begin with. */
  public enum WarmStart {
    /** The champion's weights, where there is a champion. */
    CHAMPION,
    /** Those of a new network, or of {@code train.pretrained}. */
    SCRATCH
  }

  /**
   * Section {@code retrain.gate}.
   *
   * @param metric that candidate and champion are compared by: a mean over expressions, or {@code
   *     auto} for the first of the model's main metrics
   * @param margin by more than which the candidate must be better, as a fraction of 1
   * @param significance the largest p-value of the difference, by a paired bootstrap over pictures;
   *     1 does not ask for any
   * @param mostCategoryFall by which the metric of a category may be worse, as a fraction of 1
   * @param leastCategoryExpressions of the frozen split, below which a category is not looked at
   */
  public record Gate(
      String metric,
      double margin,
      double significance,
      double mostCategoryFall,
      int leastCategoryExpressions) {
    /** The first of the model's main metrics. */
    public static final String AUTO = "auto";

    private static final String METRICS = AUTO + "|AP\\.per-expression|mIoU|Prec@0\\.[5-9]";

    public Gate {
      if (!metric.matches(METRICS)) {
        throw new IllegalArgumentException(
            "metric is \"%s\", expected auto, AP.per-expression, mIoU or Prec@0.5 to Prec@0.9"
                .formatted(metric));
      }
      Allowed.between(0, 1, "margin", margin);
      Allowed.between(0, 1, "significance", significance);
      Allowed.between(0, 1, "most-category-fall", mostCategoryFall);
      Allowed.atLeast(1, "least-category-expressions", leastCategoryExpressions);
    }
  }

  public RetrainConfig {
    arrivals = List.copyOf(arrivals);
    readyFile.ifPresent(name -> Allowed.notBlank("ready-file", name));
  }
}
