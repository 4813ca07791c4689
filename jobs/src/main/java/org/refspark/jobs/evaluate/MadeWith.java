package org.refspark.jobs.evaluate;

import java.util.Optional;
import org.refspark.jobs.config.ConfigurationException;

/**
 * What saved predictions cannot be freed from again: choices that were made when they were.
 *
 * @param maskSize side of the grid of the masks, pixels; 0 for the picture's own size
 * @param firstSentences whether only the first sentence of each referent was asked
 * @param scoreThreshold detections with a higher score are all there
 * @param maskThreshold probability above which a pixel belongs to a mask; "own" where the model
 *     names none
 */
record MadeWith(int maskSize, boolean firstSentences, double scoreThreshold, String maskThreshold) {
  static final String OWN = "own";

  static MadeWith of(Protocol protocol, Optional<Double> maskThreshold) {
    return new MadeWith(
        protocol.maskSize(),
        protocol.firstSentences(),
        protocol.scoreThreshold(),
        maskThreshold.map(String::valueOf).orElse(OWN));
  }

  /**
   * Checks that saved predictions can be measured as is asked now.
   *
   * @param threshold of masks, where one is asked for
   * @throws ConfigurationException where that would need other predictions
   */
  void requireFit(Protocol asked, Optional<Double> threshold) {
    if (asked.maskSize() != maskSize) {
      throw refusal("mask-size", maskSize, asked.maskSize());
    }
    if (asked.scoreThreshold() < scoreThreshold) {
      throw refusal("score-threshold", scoreThreshold, asked.scoreThreshold());
    }
    if (firstSentences && !asked.firstSentences()) {
      throw refusal("sentences", "first", "all");
    }
    if (threshold.isPresent() && !String.valueOf(threshold.get()).equals(maskThreshold)) {
      throw refusal("mask-threshold", maskThreshold, threshold.get());
    }
  }

  private static ConfigurationException refusal(String key, Object made, Object asked) {
    return new ConfigurationException(
        "evaluate.%s is %s, but the saved predictions were made with %s; evaluate again without"
                .formatted(key, asked, made)
            + " --from-predictions, or ask for what they were made with");
  }
}
