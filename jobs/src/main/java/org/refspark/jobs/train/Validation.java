package org.refspark.jobs.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.storage.Storage;

/** When a run is measured while it is trained, and what follows from it. */
final class Validation {
  private final Optional<Examiner> examiner;
  private final ValidateConfig config;
  private final Validations done;

  /**
   * @param examiner none where the run is not to be measured
   */
  Validation(Storage run, Optional<Examiner> examiner, ValidateConfig config) throws IOException {
    this.examiner = examiner;
    this.config = config;
    this.done = Validations.read(run, config.leastGain());
  }

  /** Whether a round is one to measure after; it needs a checkpoint. */
  boolean isDue(int round, boolean last) {
    return examiner.isPresent() && round > 0 && (last || round % config.everyRounds() == 0);
  }

  /** Whether there is no hope of a better measurement. */
  boolean isExhausted() {
    return isExhausted(done);
  }

  private boolean isExhausted(Validations some) {
    return examiner.isPresent() && config.patience() > 0 && some.sinceGain() >= config.patience();
  }

  /** The round whose checkpoint is to be kept. */
  OptionalInt bestRound() {
    var best = done.best();
    return best.isPresent() ? OptionalInt.of(best.get().round()) : OptionalInt.empty();
  }

  /** What came out, in words; none where nothing was measured. */
  Optional<String> verdict() {
    return done.best()
        .map(
            best ->
                (isExhausted()
                        ? "Ended early: no better one in %d measurements. "
                            .formatted(done.sinceGain())
                        : "")
                    + "Best: %s; refspark evaluate --checkpoint best".formatted(best.text()));
  }

  /** Whether nothing is left to do behind that checkpoint, not even to measure it. */
  boolean hasEnded(CheckpointState newest, int epochs) {
    boolean last = newest.epoch() >= epochs;
    return isMeasured(newest, epochs) && (last || isExhausted(done.until(newest.round())));
  }

  /** Whether no measurement of a checkpoint is missing. */
  boolean isMeasured(CheckpointState newest, int epochs) {
    return done.has(newest.round()) || !isDue(newest.round(), newest.epoch() >= epochs);
  }

  void dropAfter(int round) throws IOException {
    done.dropAfter(round);
  }

  /**
   * Measures the state that a round has left; not again where that has been done.
   *
   * @return what came out, none where it had been measured already
   */
  Optional<Validations.Score> measure(TrainingState state) throws IOException {
    int round = state.cursor().round();
    if (done.has(round)) {
      return Optional.empty();
    }
    float[] parameters = Arrays.copyOf(state.values(), state.parameters());
    var examination = examiner.orElseThrow().examine(parameters, Validations.folder(round));
    return Optional.of(done.add(round, config.metric(), examination));
  }
}
