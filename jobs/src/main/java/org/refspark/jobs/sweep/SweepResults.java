package org.refspark.jobs.sweep;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * What a sweep has come to: {@code results.json}.
 *
 * @param format of this document, 1
 * @param metrics the columns of the table; the first decides
 * @param along the key that plots go along; empty for none
 * @param scale what the trials were, where that is not the whole training; empty for that
 * @param points in their order; others are compared with the first
 */
public record SweepResults(
    int format, List<String> metrics, String along, String scale, List<PointResult> points) {
  static final String NAME = "results.json";
  static final int FORMAT = 1;

  /** How far a trial has come. */
  public enum State {
    FINISHED,
    /** Others went on from a rung. */
    STOPPED,
    FAILED,
    UNFINISHED
  }

  /**
   * A point over its seeds.
   *
   * @param name as the table has it
   * @param place on the plots' axis, by key; empty where it has none
   * @param published figures of the paper by metric, in percent
   * @param metrics over the seeds that have finished, by name
   * @param against how it differs from the first point, by metric; empty for the first
   * @param trials by seed
   */
  public record PointResult(
      String name,
      Map<String, Double> place,
      Map<String, Double> published,
      Map<String, Mean> metrics,
      Map<String, Against> against,
      List<TrialLine> trials) {
    /** How many of its trials have finished. */
    public long finished() {
      return trials.stream().filter(trial -> trial.state() == State.FINISHED).count();
    }
  }

  /**
   * A measure over seeds, fractions of 1.
   *
   * @param mean of the trials
   * @param deviation standard deviation with n − 1; 0 of one trial
   * @param trials how many
   */
  public record Mean(double mean, double deviation, int trials) {
    static Mean of(double... values) {
      double mean = Arrays.stream(values).average().orElseThrow();
      double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
      int n = values.length;
      return new Mean(mean, n > 1 ? Math.sqrt(squares / (n - 1)) : 0, n);
    }
  }

  /**
   * How a point differs from the first one, on the same expressions with the same seeds.
   *
   * <p>Measures are taken over the answers of all seeds together. Of a measure that is a mean over
   * expressions, the difference is that of the means; of oIoU, which big objects dominate, it may
   * be a little another.
   *
   * @param difference of the measures, fractions of 1
   * @param low of the 95 % interval
   * @param high of the 95 % interval
   * @param p two-sided p-value of the paired bootstrap over pictures
   * @param seeds that both have finished
   * @param pictures that both were measured on
   */
  public record Against(
      double difference, double low, double high, double p, int seeds, int pictures) {}

  /**
   * A trial.
   *
   * @param name of its folder under {@code trials/}
   * @param seed it was trained with
   * @param cause why it failed; empty where it did not
   * @param rounds of training; 0 where it has no result
   * @param examples that it has learnt from
   * @param seconds of its rounds
   * @param evaluation name of the evaluation; empty where it has none
   * @param metrics by name, fractions of 1
   */
  public record TrialLine(
      String name,
      long seed,
      State state,
      String cause,
      int rounds,
      long examples,
      double seconds,
      String evaluation,
      Map<String, Double> metrics) {}

  /**
   * The results in a sweep's folder.
   *
   * @throws DataFormatException where there are none
   */
  public static SweepResults read(Storage sweep) throws IOException {
    if (!sweep.exists(NAME)) {
      throw new DataFormatException(
          sweep.place(),
          "has no results of a sweep; make some with: refspark sweep --conf conf/sweep/… run=DIR");
    }
    return Json.read(sweep, NAME, SweepResults.class);
  }

  /** The run directory of a trial. */
  public static Storage run(Storage sweep, TrialLine trial) {
    return sweep.child("trials/" + trial.name());
  }

  void write(Storage sweep) throws IOException {
    Json.write(sweep, NAME, this);
  }
}
