package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.List;

/**
 * One round: which groups each worker learns from in each step. Step {@code s} of worker {@code w}
 * takes the {@code (s·W + w)}-th batch of the round, so that W workers with one step each see
 * together what one worker with a W-fold batch would see.
 *
 * <p>The last round of an epoch may be short. Workers left without a batch do nothing in it; all
 * others go by the schedule of {@code iteration + step}, and the iteration advances by the steps of
 * the worker that took most.
 *
 * @param from the cursor before the round
 * @param next the cursor after it
 * @param slices workers that have something to do, in order
 */
record RoundPlan(Cursor from, Cursor next, List<WorkerSlice> slices) {

  /**
   * Deals the round that follows the cursor.
   *
   * @param order of the cursor's epoch
   * @param batch groups of a step
   * @param workers W
   * @param frequency steps of a round
   */
  static RoundPlan deal(Cursor from, EpochOrder order, int batch, int workers, int frequency) {
    int start = from.position();
    int end = (int) Math.min(order.size(), start + (long) batch * workers * frequency);
    var slices = new ArrayList<WorkerSlice>();
    int mostSteps = 0;
    for (int worker = 0; worker < workers; worker++) {
      var steps = new ArrayList<List<Group>>();
      for (int step = 0; step < frequency; step++) {
        long first = start + ((long) step * workers + worker) * batch;
        if (first >= end) {
          break;
        }
        steps.add(List.copyOf(order.between((int) first, (int) Math.min(end, first + batch))));
      }
      if (!steps.isEmpty()) {
        slices.add(new WorkerSlice(worker, steps));
        mostSteps = Math.max(mostSteps, steps.size());
      }
    }
    return new RoundPlan(from, from.after(mostSteps, end, order.size()), slices);
  }

  /** Steps by which the iteration advances in an epoch of so many groups. */
  static long stepsOfEpoch(int groups, int batch, int workers, int frequency) {
    long groupsPerStep = (long) batch * workers;
    long fullRounds = groups / (groupsPerStep * frequency);
    long rest = groups - fullRounds * groupsPerStep * frequency;
    return fullRounds * frequency + (rest + groupsPerStep - 1) / groupsPerStep;
  }

  /** The round's number, from 1: the name of its ledger page and of a checkpoint made after it. */
  int number() {
    return next.round();
  }

  /** Steps of the worker that takes most. */
  int steps() {
    return (int) (next.iteration() - from.iteration());
  }
}
