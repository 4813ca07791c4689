package org.refspark.jobs.train;

import java.io.Serializable;

/**
 * How far a run has come.
 *
 * @param round rounds finished
 * @param iteration optimiser steps finished: what schedules and bias corrections go by
 * @param epoch the epoch that the next round belongs to, from 0
 * @param position groups of that epoch already seen
 * @param setbacks rounds that did not count, and what followed from them
 */
record Cursor(int round, long iteration, int epoch, int position, Setbacks setbacks)
    implements Serializable {
  static final Cursor START = new Cursor(0, 0, 0, 0, Setbacks.NONE);

  /** After a round that took some steps and saw the groups before {@code end} of the epoch. */
  Cursor after(int steps, int end, int groupsOfEpoch) {
    boolean epochEnded = end == groupsOfEpoch;
    return new Cursor(
        round + 1,
        iteration + steps,
        epochEnded ? epoch + 1 : epoch,
        epochEnded ? 0 : end,
        setbacks);
  }

  /** The same place after another setback. */
  Cursor with(Setbacks others) {
    return new Cursor(round, iteration, epoch, position, others);
  }

  /** The next round's place without the steps that were to lead there. */
  Cursor leapTo(Cursor next) {
    return new Cursor(next.round, iteration, next.epoch, next.position, setbacks);
  }
}
