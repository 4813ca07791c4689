package org.refspark.jobs.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.SavedFile;

/**
 * A checkpoint's {@code state.json}. It is written last and is the commit: a folder without it, or
 * whose files differ from what it says, counts for nothing.
 *
 * @param format of this document, 2
 * @param round rounds finished
 * @param iteration optimiser steps finished
 * @param epoch of the next round, from 0
 * @param position groups of that epoch already seen
 * @param setbacks rounds that did not count, and what followed from them
 * @param seed of the run
 * @param files size and hash of each
 */
public record CheckpointState(
    int format,
    int round,
    long iteration,
    int epoch,
    int position,
    Setbacks setbacks,
    long seed,
    Map<String, SavedFile> files) {
  static final int FORMAT = 2;

  /** The checkpoint's folder within the run directory. */
  @JsonIgnore
  public String folder() {
    return Checkpoints.FOLDER + "/" + NumberedNames.of(round);
  }

  Cursor cursor() {
    return new Cursor(round, iteration, epoch, position, setbacks);
  }
}
