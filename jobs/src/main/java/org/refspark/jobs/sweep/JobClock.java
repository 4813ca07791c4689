package org.refspark.jobs.sweep;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Which jobs run, since when, and how long all will take if each takes as long as the mean of those
 * that have ended. Not for several threads.
 */
final class JobClock {
  private final int parallel;
  private final LongSupplier nanos;
  private final Map<Job, Long> running = new HashMap<>();
  private double endedMinutes;
  private int ended;

  /**
   * @param parallel jobs that may run at once
   * @param nanos the time in nanoseconds from any beginning
   */
  JobClock(int parallel, LongSupplier nanos) {
    this.parallel = parallel;
    this.nanos = nanos;
  }

  void begin(Job job) {
    running.put(job, nanos.getAsLong());
  }

  /** A job has come to its end, and its time counts. */
  void end(Job job) {
    endedMinutes += minutesSince(running.remove(job));
    ended++;
  }

  /** A job runs no longer; its time says nothing of the others'. */
  void forget(Job job) {
    running.remove(job);
  }

  boolean runs(Job job) {
    return running.containsKey(job);
  }

  boolean isIdle() {
    return running.isEmpty();
  }

  /**
   * Minutes until the last one ends; empty before any has ended.
   *
   * @param left jobs that have not ended, the running ones among them
   */
  OptionalDouble minutesLeft(int left) {
    if (ended == 0) {
      return OptionalDouble.empty();
    }
    double mean = endedMinutes / ended;
    var free = new PriorityQueue<Double>();
    for (long began : running.values()) {
      free.add(Math.max(0, mean - minutesSince(began)));
    }
    while (free.size() < parallel) {
      free.add(0.0);
    }
    for (int job = running.size(); job < left; job++) {
      free.add(free.remove() + mean);
    }
    return free.stream().mapToDouble(Double::doubleValue).max();
  }

  private double minutesSince(long began) {
    return (nanos.getAsLong() - began) / 60e9;
  }
}
