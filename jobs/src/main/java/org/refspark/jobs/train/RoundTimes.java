package org.refspark.jobs.train;

/**
 * Where a round's time went, in seconds. What averaging adds to the steps, as a share, is {@code
 * ((send + work + average) · atOnce − input) / steps − 1}.
 *
 * @param send handing the start values to the tasks
 * @param work the workers' tasks: loading the values, waiting for input, all steps, cutting the
 *     values up; by the driver's clock
 * @param average reducing the pieces, collecting them, and removing the values that the round
 *     started from
 * @param checkpointBefore the checkpoint that was written between the round before and this one; 0
 *     where none was
 * @param validationBefore measuring the run between the round before and this one; 0 where it was
 *     not
 * @param steps taking steps, summed over the workers
 * @param input waiting for pictures that were not yet read and decoded, summed over the workers
 * @param atOnce workers that ran at the same time, at most: by the cores of Spark and of a task
 */
public record RoundTimes(
    double send,
    double work,
    double average,
    double checkpointBefore,
    double validationBefore,
    double steps,
    double input,
    int atOnce) {
  /** Nothing measured. */
  static final RoundTimes NONE = new RoundTimes(0, 0, 0, 0, 0, 0, 0, 1);

  /** After a checkpoint and a measurement that took so many seconds. */
  RoundTimes after(double checkpoint, double validation) {
    return new RoundTimes(send, work, average, checkpoint, validation, steps, input, atOnce);
  }

  /** Of the round, by the driver's clock. */
  double seconds() {
    return send + work + average;
  }

  /** Of averaging: handing values out, reducing and collecting them. */
  double averaging() {
    return send + average;
  }

  /** What the steps alone take by the clock where so many workers run at once. */
  public double stepsByTheClock() {
    return steps / atOnce;
  }

  /** Handing values over, and averaging: all of the round but the workers' tasks, in seconds. */
  public double besideTheWorkers() {
    return send + average;
  }

  /** Of the round without what its workers waited for input, which is no part of averaging. */
  double secondsWithoutInput() {
    return seconds() - input / atOnce;
  }

  /** Of a round, what is no step: handing values over, loading them, averaging, starting jobs. */
  public double shareBesideSteps() {
    return 1 - stepsByTheClock() / secondsWithoutInput();
  }

  /** What averaging added to the steps, as a share of them. */
  public double overhead() {
    return secondsWithoutInput() / stepsByTheClock() - 1;
  }
}
