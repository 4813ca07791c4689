package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.CleanUp;
import org.refspark.jobs.command.TaskProgress;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.EvaluateConfig.ConventionName;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.Convention;

/**
 * Evaluates a model, or a saved predictions table, on a set of shards: one Spark job, whose records
 * are merged in the order of the pictures.
 */
public final class Evaluation {
  /** The folder of the predictions within an evaluation's folder. */
  public static final String PREDICTIONS = "predictions";

  private static final String DESCRIPTION = "spark.job.description";
  private final JavaSparkContext spark;
  private final ShardSet shards;
  private final Storage folder;
  private final EvaluateConfig config;
  private final Convention convention;

  /**
   * @param shards pictures with ground truth
   * @param folder of this evaluation, such as {@code run/eval/test}
   * @param convention that the figures follow
   */
  public Evaluation(
      JavaSparkContext spark,
      ShardSet shards,
      Storage folder,
      EvaluateConfig config,
      Convention convention) {
    this.spark = spark;
    this.shards = shards;
    this.folder = folder;
    this.config = config;
    this.convention = convention;
  }

  /**
   * The name of an evaluation, under {@code run/eval/} and in its document: {@code <split>}, {@code
   * <split>-cris}, {@code <split>-permuted} or {@code <split>-cris-permuted}, and {@code -best} or
   * {@code -round-12} behind it where another checkpoint than the newest was asked for, so that no
   * convention and no checkpoint overwrites what another has measured.
   */
  public static String name(String split, EvaluateConfig config) {
    var convention =
        config.convention() == ConventionName.NONE
            ? ""
            : "-" + config.convention().name().toLowerCase(Locale.ROOT);
    var checkpoint =
        switch (config.checkpoint()) {
          case EvaluateConfig.NEWEST -> "";
          case EvaluateConfig.BEST -> "-best";
          default -> "-round-" + Integer.parseInt(config.checkpoint());
        };
    return split + convention + (config.permuteExpressions() ? "-permuted" : "") + checkpoint;
  }

  /**
   * Predicts with a model, writes the predictions table and the metrics.
   *
   * @param weights flat parameters of a checkpoint
   * @param checkpoint how the table names that checkpoint
   * @param maskThreshold that the model thresholds its masks with; empty where it names none
   * @param stage of the tasks that predict
   */
  public MetricsDocument ofModel(
      ModelFactory factory,
      float[] weights,
      String checkpoint,
      Optional<Double> maskThreshold,
      GpuStage stage)
      throws IOException {
    var protocol = Protocol.of(config, convention, shards.manifest());
    var made = MadeWith.of(protocol, maskThreshold);
    var table = table();
    MetricsDocument.forget(folder);
    table.clear();
    var slices = Slice.cut(shards.entries(), config.picturesPerTask());
    var sharedShards = spark.broadcast(shards);
    var sharedWeights = spark.broadcast(weights);
    try {
      var task =
          new PredictSlice(
              sharedShards,
              factory,
              stage.rule(),
              checkpoint,
              sharedWeights,
              table,
              protocol,
              scorer(protocol));
      var outcomes = run(slices, task, stage::on, "predict");
      long leftOut = outcomes.stream().mapToLong(Slice.Outcome::leftOut).sum();
      table.commit(
          PredictionTable.Manifest.of(
              shards.storage().place(),
              shards.manifest().hash(),
              checkpoint,
              made,
              protocol.permuted(),
              leftOut,
              outcomes.stream().map(Slice.Outcome::file).toList()));
      return finish(outcomes, protocol, made, leftOut);
    } finally {
      // Waits for the executors: a removal still under way when Spark stops ends in stack traces.
      CleanUp.run(
          "removing weights and index",
          () -> {
            sharedShards.destroy(true);
            sharedWeights.destroy(true);
          });
    }
  }

  /**
   * Computes the metrics anew from the saved predictions table.
   *
   * @param maskThreshold that masks are asked to be thresholded with, the model's own where nothing
   *     else is asked; empty where the model names none
   * @throws ConfigurationException where what is asked needs other predictions
   */
  public MetricsDocument ofSavedPredictions(Optional<Double> maskThreshold) throws IOException {
    var table = table();
    var manifest = table.manifest();
    var protocol = protocolOf(manifest);
    manifest.made().requireFit(protocol, maskThreshold);
    if (!manifest.dataHash().equals(shards.manifest().hash())) {
      throw new DataFormatException(
          folder.describe(PREDICTIONS),
          "these predictions were made on the shards %s (hash %.12s…), not on %s (hash %.12s…)"
              .formatted(
                  manifest.shards(),
                  manifest.dataHash(),
                  shards.storage().place(),
                  shards.manifest().hash()));
    }
    MetricsDocument.forget(folder);
    var sharedShards = spark.broadcast(shards);
    try {
      var task =
          new ScoreSavedSlice(sharedShards, table, scorer(protocol), protocol.firstSentences());
      var outcomes =
          run(parts(manifest), task, UnaryOperator.identity(), "score saved predictions");
      return finish(outcomes, protocol, manifest.made(), manifest.leftOut());
    } finally {
      CleanUp.run("removing the shards' index from executors", () -> sharedShards.destroy(true));
    }
  }

  /** A grid that nobody asks for is the one that the predictions were made on. */
  private Protocol protocolOf(PredictionTable.Manifest manifest) {
    var protocol = Protocol.of(config, convention, shards.manifest());
    return config.explicitMaskSize().isEmpty() && convention.grid().isEmpty()
        ? protocol.withMaskSize(manifest.made().maskSize())
        : protocol;
  }

  private Scorer scorer(Protocol protocol) {
    return new Scorer(protocol, shards.manifest().categories());
  }

  private PredictionTable table() {
    return new PredictionTable(folder.child(PREDICTIONS));
  }

  private <T> List<Slice.Outcome> run(
      List<T> work,
      Function<T, Slice.Outcome> task,
      UnaryOperator<JavaRDD<Slice.Outcome>> place,
      String name) {
    if (work.isEmpty()) {
      return List.of();
    }
    var whole = spark.getLocalProperty(DESCRIPTION);
    spark.setJobDescription(whole == null ? name : name + " · " + whole);
    var progress = TaskProgress.of(spark, "evaluate", "tasks", work.size());
    try {
      return place.apply(spark.parallelize(work, work.size()).map(task)).collect();
    } finally {
      progress.close();
      spark.setJobDescription(whole);
    }
  }

  private List<ScoreSavedSlice.Part> parts(PredictionTable.Manifest manifest) throws IOException {
    var entries = new HashMap<String, ShardSet.Entry>();
    shards.entries().forEach(entry -> entries.put(entry.id(), entry));
    var parts = new ArrayList<ScoreSavedSlice.Part>();
    for (var file : manifest.files()) {
      var found = new ArrayList<ShardSet.Entry>();
      for (var image : file.images()) {
        var entry = entries.get(image);
        if (entry == null) {
          throw new DataFormatException(
              folder.describe(PREDICTIONS + "/" + file.name()),
              "has predictions of picture %s, which the shards %s do not hold"
                  .formatted(image, shards.storage().place()));
        }
        found.add(entry);
      }
      parts.add(new ScoreSavedSlice.Part(file, found));
    }
    return parts;
  }

  private MetricsDocument finish(
      List<Slice.Outcome> outcomes, Protocol protocol, MadeWith made, long leftOut)
      throws IOException {
    var records = outcomes.stream().flatMap(outcome -> outcome.records().stream()).toList();
    var said = new Conventions(convention, protocol, made);
    var results = ExpressionResult.write(folder, records, convention.iou());
    var document =
        new SplitMetrics(
                records,
                shards.manifest().categories().size(),
                convention,
                config.seed(),
                config.bootstrapSamples())
            .document(
                name(shards.manifest().split(), config),
                said.chosen(),
                said.texts(config.bootstrapSamples(), leftOut, shards.manifest().setAside()),
                results);
    document.write(folder);
    return document;
  }
}
