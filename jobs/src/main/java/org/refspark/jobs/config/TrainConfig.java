package org.refspark.jobs.config;

/**
 * Section {@code train}: what is learnt from, in which order and how often.
 *
 * @param seed of the order of examples and of everything random in a step
 * @param epochs passes over all examples
 * @param batchPictures groups of a mini-batch, one picture each
 * @param expressionsPerPicture the most expressions of a group, which share the picture's encoding
 * @param cacheMegabytes of pictures that each executor keeps in memory
 */
public record TrainConfig(
    long seed, int epochs, int batchPictures, int expressionsPerPicture, int cacheMegabytes) {
  public TrainConfig {
    Allowed.atLeast(1, "epochs", epochs);
    Allowed.atLeast(1, "batch-pictures", batchPictures);
    Allowed.atLeast(1, "expressions-per-picture", expressionsPerPicture);
    Allowed.atLeast(0, "cache-megabytes", cacheMegabytes);
  }
}
