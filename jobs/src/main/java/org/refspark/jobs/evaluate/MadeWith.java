package org.refspark.jobs.evaluate;

import java.util.Optional;
import org.refspark.data.image.Nearest;
import org.refspark.jobs.config.ConfigurationException;

/**
 * What saved predictions cannot be freed from again: choices that were made when they were.
 *
 * @param maskSize side of the grid of the masks, pixels; 0 for the picture's own size
 * @param truth rule by which the masks of the ground truth get to that grid: answers to a stretched
 *     picture are compared with a truth that is stretched alike
 * @param firstSentences whether only the first sentence of each referent was asked
 * @param scoreThreshold detections with a higher score are all there
 * @param maskThreshold probability above which a pixel belongs to a mask; "own" where the model
 *     names none
 */
record MadeWith(
    int maskSize,
    Nearest truth,
    boolean firstSentences,
    double scoreThreshold,
    String maskThreshold) {
  static final String OWN = "own";

  static MadeWith of(Protocol protocol, Optional<Double> maskThreshold) {
    return new MadeWith(
        protocol.maskSize(),
        protocol.truth(),
        protocol.firstSentences(),
        protocol.scoreThreshold(),
        text(maskThreshold));
  }

  private static String text(Optional<Double> maskThreshold) {
    return maskThreshold.map(String::valueOf).orElse(OWN);
  }

  /** That of masks; empty where the model names none. */
  Optional<Double> namedMaskThreshold() {
    return maskThreshold.equals(OWN)
        ? Optional.empty()
        : Optional.of(Double.valueOf(maskThreshold));
  }

  /**
   * Checks that saved predictions can be measured as is asked now.
   *
   * @param threshold of masks; empty where the model names none
   * @throws ConfigurationException where that would need other predictions
   */
  void requireFit(Protocol asked, Optional<Double> threshold) {
    if (asked.maskSize() != maskSize) {
      throw refusal("mask-size", maskSize, asked.maskSize());
    }
    // On the picture's own pixels there is nothing to resize.
    if (maskSize > 0 && asked.truth() != truth) {
      throw new ConfigurationException(
          "the ground truth would be resized by the rule %s, but the saved predictions were made for"
                  .formatted(asked.truth())
              + " %s; evaluate again without --from-predictions, or by their convention"
                  .formatted(truth));
    }
    if (asked.scoreThreshold() < scoreThreshold) {
      throw refusal("score-threshold", scoreThreshold, asked.scoreThreshold());
    }
    if (firstSentences && !asked.firstSentences()) {
      throw refusal("sentences", "first", "all");
    }
    var masks = text(threshold);
    if (!masks.equals(maskThreshold)) {
      throw refusal("mask-threshold", maskThreshold, masks);
    }
  }

  private static ConfigurationException refusal(String key, Object made, Object asked) {
    return new ConfigurationException(
        "evaluate.%s is %s, but the saved predictions were made with %s; evaluate again without"
                .formatted(key, asked, made)
            + " --from-predictions, or ask for what they were made with");
  }
}
