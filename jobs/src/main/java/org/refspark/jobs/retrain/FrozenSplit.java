package org.refspark.jobs.retrain;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Checkpoints;

/** The split that every version of a model is measured on, and the evaluations of runs on it. */
final class FrozenSplit {
  private final Settings settings;
  private final Configuration hadoop;
  private final Command evaluate;
  private final PrintStream out;

  /**
   * The split of some settings; its shards need not be there yet.
   *
   * @param settings with {@code data.eval}, the place of its shards
   * @param evaluate measures a run on it
   */
  FrozenSplit(Settings settings, Configuration hadoop, Command evaluate, PrintStream out) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.evaluate = evaluate;
    this.out = out;
  }

  /** Where its shards are. */
  String place() {
    return settings
        .section("data", DataConfig.class)
        .eval()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "data.eval is missing: add data.eval=SHARDS, the shards of the frozen split that"
                        + " all versions are measured on"));
  }

  /** Whether its shards are there, whole. */
  boolean isThere() throws IOException {
    return Storage.at(place(), hadoop).exists(Manifest.NAME);
  }

  /** The hash of its shards. */
  String hash() throws IOException {
    try (var shards = open()) {
      return shards.manifest().hash();
    }
  }

  private ShardSet open() throws IOException {
    return ShardSet.open(Storage.at(place(), hadoop));
  }

  /** The evaluation of a run's checkpoint, which is made where it is not there whole. */
  Evaluated evaluation(Storage run, String checkpoint) throws Exception {
    var found = found(run, checkpoint);
    return found.isPresent() ? found.get() : evaluateAnew(run, checkpoint);
  }

  /** The evaluation of a run's checkpoint, made again. */
  Evaluated evaluateAnew(Storage run, String checkpoint) throws Exception {
    var arguments = Map.of("run", run.place(), "evaluate.checkpoint", asked(run, checkpoint));
    evaluate.run(settings.with(arguments), out);
    return Evaluated.read(run, name(run, checkpoint));
  }

  private Optional<Evaluated> found(Storage run, String checkpoint) throws IOException {
    try {
      var evaluated = Evaluated.read(run, name(run, checkpoint));
      boolean same =
          evaluated.manifest().checkpoint().equals(checkpoint)
              && evaluated.manifest().dataHash().equals(hash());
      return same ? Optional.of(evaluated) : Optional.empty();
    } catch (DataFormatException | FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** The name under which a checkpoint is evaluated. */
  private String name(Storage run, String checkpoint) throws IOException {
    try (var shards = open()) {
      var asked = settings.with(Map.of("evaluate.checkpoint", asked(run, checkpoint)));
      var config = asked.section("evaluate", EvaluateConfig.class);
      return Evaluation.name(shards.manifest().split(), config);
    }
  }

  /** As evaluate is asked for a checkpoint: as configured, where that is the one. */
  private String asked(Storage run, String checkpoint) throws IOException {
    var configured = settings.section("evaluate", EvaluateConfig.class).checkpoint();
    try {
      var folder = new Checkpoints(run).choose(configured).folder();
      return checkpoint.startsWith(folder + " ") ? configured : TrainedModel.round(checkpoint);
    } catch (DataFormatException e) {
      return TrainedModel.round(checkpoint);
    }
  }

  /** Expressions that a document's choice of sentences asks. */
  long expected(MetricsDocument document) throws IOException {
    boolean first = document.convention().sentences().equals("first");
    try (var shards = open()) {
      return shards.entries().stream()
          .mapToLong(
              entry -> first ? entry.referents().stream().distinct().count() : entry.expressions())
          .sum();
    }
  }
}
