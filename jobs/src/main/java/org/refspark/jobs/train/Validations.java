package org.refspark.jobs.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run came to while it was trained: {@code validation/000012/score.json}, written last.
 * Which checkpoint is the best, and whether training goes on, follow from these files alone.
 */
public final class Validations {
  private static final String FOLDER = "validation";
  private static final String SCORE = "score.json";

  private static final Logger LOG = LoggerFactory.getLogger(Validations.class);

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
   * @param measuredBy on what and how: equal where values may be compared
   */
  public record Score(
      int round, String metric, double value, Map<String, Double> metrics, String measuredBy) {
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
    for (int round : NumberedNames.in(run.list(FOLDER))) {
      var name = folder(round) + "/" + SCORE;
      if (run.exists(name)) {
        try {
          scores.add(Json.read(run, name, Score.class));
        } catch (DataFormatException e) {
          LOG.warn("This measurement counts as not made: {}", e.getMessage());
        }
      }
    }
    return new Validations(run, leastGain, scores);
  }

  /** All measurements of a run, by round. */
  public static List<Score> all(Storage run) throws IOException {
    return List.copyOf(read(run, 0).scores);
  }

  /** The best measurement of a run, the first of equals; none where it was not measured. */
  public static Optional<Score> best(Storage run) throws IOException {
    return read(run, 0).best();
  }

  static String folder(int round) {
    return FOLDER + "/" + NumberedNames.of(round);
  }

  /** Removes measurements of rounds after that one: they will be run again. */
  void dropAfter(int round) throws IOException {
    for (int later : NumberedNames.in(run.list(FOLDER))) {
      if (later > round) {
        run.delete(folder(later) + "/" + SCORE);
        run.delete(folder(later));
      }
    }
    scores.removeIf(score -> score.round() > round);
  }

  /** Those up to a round: later ones may be of rounds that will be run again. */
  Validations until(int round) {
    var earlier = scores.stream().filter(score -> score.round() <= round).toList();
    return new Validations(run, leastGain, earlier);
  }

  boolean has(int round) {
    return scores.stream().anyMatch(score -> score.round() == round);
  }

  /**
   * Adds a measurement.
   *
   * @param metric asked for, or {@code auto}
   * @throws ConfigurationException where the measurement has no such metric, or was made otherwise
   *     than those before it
   */
  Score add(int round, String metric, Examiner.Examination examination) throws IOException {
    var name = metric.equals(ValidateConfig.AUTO) ? headline(examination) : metric;
    var value = examination.metrics().get(name);
    if (value == null) {
      throw new ConfigurationException(
          "validate.metric is \"%s\", expected one that was measured: %s"
              .formatted(name, String.join(", ", new TreeSet<>(examination.metrics().keySet()))));
    }
    if (!scores.isEmpty()) {
      var first = scores.get(0);
      requireAlike("validate.metric", name, first.metric());
      requireAlike("data.validate with section evaluate", examination.by(), first.measuredBy());
    }
    var score =
        new Score(round, name, value, new TreeMap<>(examination.metrics()), examination.by());
    Json.write(run, folder(round) + "/" + SCORE, score);
    scores.add(score);
    return score;
  }

  /** What the first measurement was led by, so that all are compared by the same. */
  private String headline(Examiner.Examination examination) {
    return scores.isEmpty() ? examination.headline() : scores.get(0).metric();
  }

  private void requireAlike(String what, String now, String then) {
    if (!now.equals(then)) {
      throw new ConfigurationException(
          "%s: measured by \"%s\" now and by \"%s\" earlier in %s; go on as before, or remove %s to measure anew"
              .formatted(what, now, then, run.place(), run.describe(FOLDER)));
    }
  }

  /** The best, the first of equals. */
  Optional<Score> best() {
    Score best = null;
    for (var score : scores) {
      if (Double.isFinite(score.value()) && (best == null || score.value() > best.value())) {
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
