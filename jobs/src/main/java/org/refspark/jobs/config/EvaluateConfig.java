package org.refspark.jobs.config;

import java.io.Serializable;

/**
 * Section {@code evaluate}: on which grid, with which thresholds and how surely a model is
 * measured.
 *
 * @param maskSize side of the square grid that masks are compared on, pixels; 0 for the picture's
 *     own size
 * @param inkOnly whether only ink pixels count, as the sketch papers do
 * @param scoreThreshold detections with a higher score count for AP
 * @param shownThreshold detections with a higher score are shown, and united for IoU and precision
 * @param permuteExpressions whether each expression is replaced by one of the same picture that
 *     means something else, to see how much the model listens
 * @param seed of that replacement, of the bootstrap and of the report's random pictures
 * @param bootstrapSamples drawn for the 95 % confidence intervals; 0 for none
 * @param picturesPerTask pictures of one Spark task, and of one file of the predictions table
 */
public record EvaluateConfig(
    int maskSize,
    boolean inkOnly,
    double scoreThreshold,
    double shownThreshold,
    boolean permuteExpressions,
    long seed,
    int bootstrapSamples,
    int picturesPerTask)
    implements Serializable {
  private static final int LARGEST_GRID = 8192;

  public EvaluateConfig {
    Allowed.between(0, LARGEST_GRID, "mask-size", maskSize);
    Allowed.between(0, 1, "score-threshold", scoreThreshold);
    Allowed.between(0, 1, "shown-threshold", shownThreshold);
    Allowed.atLeast(0, "bootstrap-samples", bootstrapSamples);
    Allowed.atLeast(1, "pictures-per-task", picturesPerTask);
  }
}
