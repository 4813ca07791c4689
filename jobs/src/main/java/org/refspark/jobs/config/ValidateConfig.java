package org.refspark.jobs.config;

/**
 * Section {@code validate}: how a network is measured while it is trained, on {@code
 * data.validate}.
 *
 * @param everyRounds rounds between two measurements; the last round is always measured
 * @param metric by which checkpoints are compared, as in {@code metrics.json}; {@code auto} is the
 *     first that {@code evaluate} prints
 * @param patience measurements without a better one after which training ends; 0 for never
 * @param leastGain by which a measurement must be better, in units of the metric
 */
public record ValidateConfig(int everyRounds, String metric, int patience, double leastGain) {
  /** The first metric that is printed. */
  public static final String AUTO = "auto";

  public ValidateConfig {
    Allowed.atLeast(1, "every-rounds", everyRounds);
    Allowed.notBlank("metric", metric);
    Allowed.atLeast(0, "patience", patience);
    Allowed.between(0, Double.MAX_VALUE, "least-gain", leastGain);
  }
}
