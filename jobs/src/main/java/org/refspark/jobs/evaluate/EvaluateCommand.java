package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.LogContext;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.metrics.Convention;

/** {@code refspark evaluate}: predictions and metrics of a run on shards. */
public final class EvaluateCommand implements Command {
  private static final String SAVED = "from-predictions";
  private static final String SHUFFLED = "shuffle-expressions";

  private final ModelFactories factories;

  /**
   * @param factories of the networks that runs have trained
   */
  public EvaluateCommand(ModelFactories factories) {
    this.factories = factories;
  }

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public String summary() {
    return "measure a trained model on shards";
  }

  @Override
  public String help() {
    return """
        refspark evaluate run=DIR data.eval=SHARDS [--checkpoint NAME] [--convention NAME]
                          [--from-predictions] [--shuffle-expressions]

          run                    the run's directory
          --checkpoint NAME      newest (the default), best (where training measured itself, see
                                 data.validate), or the number of a round
          data.eval              shards with pictures and ground truth, made by refspark shard
          --convention NAME      measure as published figures were: none (the default: mIoU and oIoU
                                 beside each other, IoU ≥ X, the model's threshold), cris (mIoU,
                                 IoU > X, masks above 0.35, first sentences in val), lavt (oIoU,
                                 IoU ≥ X, 0.5, on 480 x 480) or paper (that of the model's own)
          --from-predictions     compute the metrics anew from the saved predictions, without a
                                 model: another shown or a higher score threshold, ink or not
          --shuffle-expressions  ask each expression in the words of another one of the same
                                 picture that means other objects; a model that listens does worse

        Writes DIR/eval/SPLIT/: predictions/ (Parquet, one row per expression), expressions.jsonl
        and metrics.json. A convention that is named has a folder of its own, such as SPLIT-cris,
        and so have shuffled expressions, SPLIT-permuted, SPLIT-cris-permuted, and checkpoints other
        than the newest, SPLIT-best, SPLIT-round-12. --from-predictions measures those of the same
        folder.

        refspark evaluate run=/data/runs/demo data.eval=/data/shards/test
        refspark evaluate run=/data/runs/demo data.eval=/data/shards/test --from-predictions \\
            evaluate.shown-threshold=0.3
        refspark evaluate run=/data/runs/mmnet data.eval=/data/shards/testA --convention cris

        Settings: section evaluate of the configuration.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run", SAVED, SHUFFLED);
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of("report run=%s".formatted(settings.required("run")));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var config = config(settings);
    var place = settings.required("run");
    var shardPlace =
        settings
            .section("data", DataConfig.class)
            .eval()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "data.eval is missing: add data.eval=SHARDS, the folder that refspark shard"
                            + " has made"));
    try (var session = Cluster.connect(settings, "evaluate " + place)) {
      var spark = session.context();
      var hadoop = spark.hadoopConfiguration();
      var run = Storage.at(place, hadoop);
      var record = RunRecord.read(run);
      LogContext.run(spark, RunRecord.shortId(run));
      var convention = convention(record, config);
      try (var shards = ShardSet.open(Storage.at(shardPlace, hadoop))) {
        var name = Evaluation.name(shards.manifest().split(), config);
        var folder = run.child("eval/" + name);
        var evaluation = new Evaluation(spark, shards, folder, config, convention);
        var asked =
            MaskThreshold.asked(record, config, convention)
                .map(threshold -> MaskThreshold.set(record, threshold))
                .orElse(record);
        var stage = GpuStage.whereAsked(spark, settings.section("compute", ComputeConfig.class));
        var deadline = settings.section("deadlines", DeadlinesConfig.class).evaluate();
        var document =
            BoundedJob.run(
                spark,
                "evaluate " + name,
                new Deadline("deadlines.evaluate", deadline),
                () ->
                    settings.flag(SAVED)
                        ? evaluation.ofSavedPredictions(MaskThreshold.of(asked))
                        : measure(evaluation, run, asked, config.checkpoint(), stage));
        out.println(MetricsTable.of(document));
        out.printf("%nWritten to %s%n", folder.place());
      }
    }
  }

  private MetricsDocument measure(
      Evaluation evaluation, Storage run, RunRecord record, String checkpoint, GpuStage stage)
      throws IOException {
    var trained = TrainedModel.load(run, record, checkpoint, factories);
    return evaluation.ofModel(
        trained.factory(),
        trained.weights(),
        trained.checkpoint(),
        MaskThreshold.of(record),
        stage);
  }

  static Convention convention(RunRecord record, EvaluateConfig config) {
    return config.conventionFor(record.configuration().path("model").path("name").asText());
  }

  private static EvaluateConfig config(Settings settings) {
    var asked =
        settings.flag(SHUFFLED)
            ? settings.with(Map.of("evaluate.permute-expressions", "true"))
            : settings;
    return asked.section("evaluate", EvaluateConfig.class);
  }
}
