package org.refspark.jobs.config;

import java.util.Optional;
import java.util.OptionalInt;
import org.refspark.model.metrics.Convention;

/**
 * Section {@code evaluate}: by which convention, on which grid, with which thresholds and how
 * surely a model is measured.
 *
 * @param convention named choices that published figures were measured with; single keys go before
 *     them
 * @param maskSize side of the square grid that masks are compared on, pixels; 0 for the picture's
 *     own size; {@code auto} for what the convention or the data set asks for
 * @param inkOnly whether only ink pixels count, as the sketch papers do
 * @param maskThreshold probability above which a pixel belongs to a mask; absent for the
 *     convention's, or else the model's own
 * @param sentences which of a referent's sentences are asked
 * @param scoreThreshold detections with a higher score count for AP
 * @param shownThreshold detections with a higher score are shown, and united for IoU and precision
 * @param permuteExpressions whether each expression is replaced by one of the same picture that
 *     means something else, to see how much the model listens
 * @param seed of that replacement, of the bootstrap and of the report's random pictures
 * @param bootstrapSamples drawn for the 95 % confidence intervals; 0 for none
 * @param picturesPerTask pictures of one Spark task, and of one file of the predictions table
 * @param checkpoint of the run: newest, best (by what was measured in training), or a round's
 *     number
 */
public record EvaluateConfig(
    ConventionName convention,
    String maskSize,
    InkOnly inkOnly,
    Optional<Double> maskThreshold,
    Sentences sentences,
    double scoreThreshold,
    double shownThreshold,
    boolean permuteExpressions,
    long seed,
    int bootstrapSamples,
    int picturesPerTask,
    String checkpoint) {
  /** The newest checkpoint. */
  public static final String NEWEST = "newest";

  /** The checkpoint that did best where training measured it. */
  public static final String BEST = "best";

  private static final String AUTO = "auto";
  private static final int LARGEST_GRID = 8192;

  /** The conventions by name. */
  public enum ConventionName {
    NONE,
    CRIS,
    LAVT,
    /** That of the paper of the run's model. */
    PAPER
  }

  /** Whether only ink counts. */
  public enum InkOnly {
    /** On sketches. */
    AUTO,
    TRUE,
    FALSE
  }

  /** Which of a referent's sentences are asked. */
  public enum Sentences {
    /** As the convention says. */
    AUTO,
    ALL,
    FIRST
  }

  public EvaluateConfig {
    checkMaskSize(maskSize);
    maskThreshold.ifPresent(value -> Allowed.between(0, 1, "mask-threshold", value));
    Allowed.between(0, 1, "score-threshold", scoreThreshold);
    Allowed.between(0, 1, "shown-threshold", shownThreshold);
    Allowed.atLeast(0, "bootstrap-samples", bootstrapSamples);
    Allowed.atLeast(1, "pictures-per-task", picturesPerTask);
    if (!checkpoint.matches(NEWEST + "|" + BEST + "|[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "checkpoint is \"%s\", expected newest, best or the number of a round"
              .formatted(checkpoint));
    }
  }

  /** The mask size that was asked for in so many words; 0 is the picture's own. */
  public OptionalInt explicitMaskSize() {
    return maskSize.equals(AUTO) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(maskSize));
  }

  /**
   * The convention that is asked for.
   *
   * @param model name of the run's network
   * @throws ConfigurationException where it is the paper's, and no paper of that model is known
   */
  public Convention conventionFor(String model) {
    return switch (convention) {
      case NONE -> Convention.NONE;
      case CRIS -> Convention.CRIS;
      case LAVT -> Convention.LAVT;
      case PAPER -> ofPaper(model);
    };
  }

  private static Convention ofPaper(String model) {
    try {
      return Convention.ofPaper(model);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("evaluate." + e.getMessage(), e);
    }
  }

  private static void checkMaskSize(String size) {
    if (size.equals(AUTO)) {
      return;
    }
    try {
      Allowed.between(0, LARGEST_GRID, "mask-size", Integer.parseInt(size));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "mask-size is \"%s\", expected auto or a whole number".formatted(size), e);
    }
  }
}
