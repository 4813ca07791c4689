package org.refspark.jobs.config;

import java.util.List;
import java.util.Optional;

/**
 * Section {@code train}: what is learnt from, in which order and how often.
 *
 * @param seed of the order of examples and of everything random in a step
 * @param epochs passes over the data
 * @param sentences which expressions an epoch visits
 * @param batchPictures groups of a mini-batch, one picture each
 * @param expressionsPerPicture the most expressions of a group, which share the picture's encoding
 * @param cacheMegabytes of pictures that each executor keeps in memory
 * @param pretrained files of weights to start from, imported one over the other
 * @param mostRounds rounds after which training stops, though the schedule goes on; absent for all
 */
public record TrainConfig(
    long seed,
    int epochs,
    Sentences sentences,
    int batchPictures,
    int expressionsPerPicture,
    int cacheMegabytes,
    List<String> pretrained,
    Optional<Integer> mostRounds) {

  /** Which expressions an epoch visits. */
  public enum Sentences {
    /** Every one. */
    ALL,
    /** One of each referent, another draw in every epoch: CRIS and those who follow it. */
    ONE_PER_REFERENT
  }

  public TrainConfig {
    pretrained = List.copyOf(pretrained);
    Allowed.atLeast(1, "epochs", epochs);
    Allowed.atLeast(1, "batch-pictures", batchPictures);
    Allowed.atLeast(1, "expressions-per-picture", expressionsPerPicture);
    Allowed.atLeast(0, "cache-megabytes", cacheMegabytes);
    mostRounds.ifPresent(rounds -> Allowed.atLeast(1, "most-rounds", rounds));
  }

  /** All rounds of its epochs. */
  public TrainConfig(
      long seed,
      int epochs,
      Sentences sentences,
      int batchPictures,
      int expressionsPerPicture,
      int cacheMegabytes,
      List<String> pretrained) {
    this(
        seed,
        epochs,
        sentences,
        batchPictures,
        expressionsPerPicture,
        cacheMegabytes,
        pretrained,
        Optional.empty());
  }

  /** Whether a run stops for now when it has come to that round. */
  public boolean stopsAt(int round) {
    return mostRounds.isPresent() && round >= mostRounds.get();
  }
}
