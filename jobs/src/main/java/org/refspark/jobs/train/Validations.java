package org.refspark.jobs.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * What a run came to while it was trained: {@code validation/000012/score.json}, written last.
 * Which checkpoint is the best, and whether training goes on, follow from these files alone.
 */
public final class Validations {
  private static final String FOLDER = "validation";
  private static final String SCORE = "score.json";

  private final Storage run;
  private final double leastGain;
  private final List<Score> scores;

  /**
   * One measurement.
   *
   * @param round after which it was taken
   * @param metric by which checkpoints are compared
   * @param value of that metric
   * @param metrics all, by name
   */
  public record Score(int round, String metric, double value, Map<String, Double> metrics) {
    /** For people. */
    @JsonIgnore
    String text() {
      return "%s %.4f after round %d".formatted(metric, value, round);
    }
  }

  private Validations(Storage run, double leastGain, List<Score> scores) {
    this.run = run;
    this.leastGain = leastGain;
    this.scores = scores;
  }

  /** Those of a run directory. */
  static Validations read(Storage run, double leastGain) throws IOException {
    var scores = new ArrayList<Score>();
    for (int round : RoundNames.in(run.list(FOLDER))) {
      var name = folder(round) + "/" + SCORE;
      if (run.exists(name)) {
        scores.add(Json.read(run, name, Score.class));
      }
    }
    return new Validations(run, leastGain, scores);
  }

  /** The best measurement of a run, the first of equals; none where it was not measured. */
  public static Optional<Score> best(Storage run) throws IOException {
    return read(run, 0).best();
  }

  static String folder(int round) {
    return FOLDER + "/" + RoundNames.of(round);
  }

  /** Removes measurements of rounds after that one: they will be run again. */
  void dropAfter(int round) throws IOException {
    for (int later : RoundNames.in(run.list(FOLDER))) {
      if (later > round) {
        run.delete(folder(later) + "/" + SCORE);
        run.delete(folder(later));
      }
    }
    scores.removeIf(score -> score.round() > round);
  }

  boolean has(int round) {
    return scores.stream().anyMatch(score -> score.round() == round);
  }

  /**
   * Adds a measurement.
   *
   * @param metric asked for, or {@code auto}
   * @throws ConfigurationException where the measurement has no such metric
   */
  Score add(int round, String metric, Examiner.Examination examination) throws IOException {
    var name = metric.equals(ValidateConfig.AUTO) ? examination.headline() : metric;
    var value = examination.metrics().get(name);
    if (value == null) {
      throw new ConfigurationException(
          "validate.metric is \"%s\", expected one that was measured: %s"
              .formatted(name, String.join(", ", new TreeSet<>(examination.metrics().keySet()))));
    }
    var score = new Score(round, name, value, new TreeMap<>(examination.metrics()));
    Json.write(run, folder(round) + "/" + SCORE, score);
    scores.add(score);
    return score;
  }

  /** The best, the first of equals. */
  Optional<Score> best() {
    Score best = null;
    for (var score : scores) {
      if (best == null || score.value() > best.value()) {
        best = score;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Measurements since the last that was better than all before it. */
  int sinceGain() {
    double bar = Double.NEGATIVE_INFINITY;
    int since = 0;
    for (var score : scores) {
      if (score.value() > bar) {
        bar = score.value() + leastGain;
        since = 0;
      } else {
        since++;
      }
    }
    return since;
  }
}
