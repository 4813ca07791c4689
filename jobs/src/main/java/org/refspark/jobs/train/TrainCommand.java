package org.refspark.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.LogContext;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.preflight.QuickLook;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/** {@code refspark train}: begins a run, or goes on with it. */
public final class TrainCommand implements Command {
  private static final String UNKNOWN = "unknown";

  private final TrainerFactories factories;
  private final Examiners examiners;

  /**
   * @param factories of the networks that can be trained
   * @param examiners of what measures them meanwhile
   */
  public TrainCommand(TrainerFactories factories, Examiners examiners) {
    this.factories = factories;
    this.examiners = examiners;
  }

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String summary() {
    return "train a model on shards, or go on with a run that was stopped";
  }

  @Override
  public String help() {
    return """
        refspark train --conf FILE data.train=SHARDS run=DIR [key=value …]

          data.train   shards to learn from, made by refspark shard; [A, B] for several folders
          train.pretrained
                       files of weights to start from: ["/weights/RN50.pt"]
          run          the run's directory: its settings, checkpoints and ledger. The same command
                       on the same directory goes on where it was stopped, in the middle of an
                       epoch too, and comes to the same bits as a run that was never stopped.

        refspark train --conf conf/grm-net/demo.conf data.train=/data/shards run=/data/runs/demo
        refspark train --conf conf/grm-net/demo.conf data.train=s3a://b/shards run=s3a://b/runs/1 \\
            averaging.workers=8 spark.master=spark://host:7077

        With data.validate=SHARDS it is measured after every validate.every-rounds rounds, the best
        checkpoint is kept (refspark evaluate --checkpoint best), and validate.patience ends training
        that no longer gets better.

        train.most-rounds=N stops after N rounds, with a checkpoint; given again with a higher
        number, or none, it comes to the same bits as if it had not stopped.

        Settings: sections train, averaging, checkpoint, compute, validate, model and
        optimizer of the configuration.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run");
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of("evaluate run=%s data.eval=SHARDS".formatted(settings.required("run")));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var place = settings.required("run");
    var shardPlaces = settings.section("data", DataConfig.class).train();
    if (shardPlaces.isEmpty()) {
      throw new ConfigurationException(
          "data.train is missing: add data.train=SHARDS, the folder that refspark shard has made");
    }
    try (var session = Cluster.connect(settings, "train " + place)) {
      var spark = session.context();
      var hadoop = spark.hadoopConfiguration();
      var run = Storage.at(place, hadoop);
      var checkpoint = settings.section("checkpoint", CheckpointConfig.class);
      try (var shards = ShardSet.open(storages(shardPlaces, hadoop));
          var lease = Lease.take(run, checkpoint.leaseTimeout())) {
        var files = KeptFiles.gather(factories.files(settings), run);
        var record = record(spark, settings, shards, files);
        if (!run.exists(RunRecord.NAME)) {
          files.keep(run);
        }
        record.agreeWith(run);
        LogContext.run(spark, RunRecord.shortId(run));
        var validation =
            new Validation(
                run,
                examiners.of(spark, settings, run, record, files),
                settings.section("validate", ValidateConfig.class));
        train(spark, settings, shards, files, run, validation, lease, out);
      }
    }
  }

  private static List<Storage> storages(List<String> places, Configuration hadoop)
      throws IOException {
    var storages = new ArrayList<Storage>();
    for (var place : places) {
      storages.add(Storage.at(place, hadoop));
    }
    return storages;
  }

  private void train(
      JavaSparkContext spark,
      Settings settings,
      ShardSet shards,
      KeptFiles files,
      Storage run,
      Validation validation,
      Lease lease,
      PrintStream out)
      throws IOException {
    var train = settings.section("train", TrainConfig.class);
    var newest = new Checkpoints(run).newestToGoOnFrom();
    if (newest.isPresent() && validation.hasEnded(newest.get(), train.epochs())) {
      out.printf(
          "%s has finished: %,d rounds, %,d steps. There is nothing left to do.%n",
          run.place(), newest.get().round(), newest.get().iteration());
      return;
    }
    if (newest.isPresent()
        && train.stopsAt(newest.get().round())
        && validation.isMeasured(newest.get(), train.epochs())) {
      out.printf(
          "%s has come to round %,d, and train.most-rounds is %,d; a higher number goes on.%n",
          run.place(), newest.get().round(), train.mostRounds().orElseThrow());
      return;
    }
    var stage = GpuStage.of(spark, settings.section("compute", ComputeConfig.class));
    var deadline = settings.section("averaging", AveragingConfig.class).deadline();
    QuickLook.at(spark, stage, new Deadline("averaging.deadline", deadline), out);
    var source = new ShardPictures(spark, shards);
    try {
      var training = training(spark, settings, shards, files, source, stage, run, validation);
      newest.ifPresent(from -> out.printf("Going on from %s%n", run.describe(from.folder())));
      var before = newest.map(CheckpointState::cursor).orElse(Cursor.START);
      var progress =
          new TrainingProgress(out, training.examplesWanted(), training.examplesBefore(before));
      TrainingState state;
      try (progress) {
        state = training.run(newest, lease, progress.and(new RoundGauges()));
      }
      tell(state, progress, validation, run, out);
    } finally {
      source.close();
    }
  }

  private Training training(
      JavaSparkContext spark,
      Settings settings,
      ShardSet shards,
      KeptFiles files,
      ShardPictures source,
      GpuStage stage,
      Storage run,
      Validation validation)
      throws IOException {
    var train = settings.section("train", TrainConfig.class);
    var averaging = settings.section("averaging", AveragingConfig.class);
    long stepsPerEpoch =
        RoundPlan.stepsOfEpoch(
            EpochOrder.groupsOf(source.index(), train),
            train.batchPictures(),
            averaging.workers(),
            averaging.frequency());
    return new Training(
        spark,
        run,
        factories.of(settings, shards.manifest(), files, stepsPerEpoch * train.epochs()),
        source,
        train,
        averaging,
        settings.section("checkpoint", CheckpointConfig.class),
        validation,
        stage);
  }

  private static void tell(
      TrainingState state,
      TrainingProgress progress,
      Validation validation,
      Storage run,
      PrintStream out) {
    var loss = progress.hasRounds() ? "; loss %.4f".formatted(progress.loss()) : "";
    out.printf(
        "Trained %,d rounds, %,d steps%s. The run lies in %s%n",
        state.cursor().round(), state.cursor().iteration(), loss, run.place());
    if (progress.hasRounds()) {
      out.println(progress.overhead());
    }
    validation.verdict().ifPresent(out::println);
  }

  private static RunRecord record(
      JavaSparkContext spark, Settings settings, ShardSet shards, KeptFiles files)
      throws IOException {
    var manifest = shards.manifest();
    return new RunRecord(
        RunRecord.FORMAT,
        Instant.now().toString(),
        versions(spark),
        new RunRecord.Data(
            shards.place(),
            manifest.hash(),
            manifest.dataSet(),
            manifest.split(),
            shards.entries().size(),
            shards.entries().stream().mapToLong(ShardSet.Entry::expressions).sum(),
            manifest.categories(),
            manifest.vocabulary()),
        files.hashes(),
        Json.parse(settings.toJson(), JsonNode.class));
  }

  private static Map<String, String> versions(JavaSparkContext spark) throws IOException {
    return new TreeMap<>(
        Map.of(
            "refspark", version("org.refspark/refspark-jobs"),
            // The launcher knows the checkout that it starts from.
            "git-commit", System.getProperty("refspark.commit", UNKNOWN),
            "java", Runtime.version().toString(),
            "spark", spark.version(),
            "nd4j", version("org.nd4j/nd4j-api")));
  }

  /** That which a module's jar has from its build, also where it lies within another jar. */
  private static String version(String module) throws IOException {
    var name = "META-INF/maven/" + module + "/pom.properties";
    try (var in = TrainCommand.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        return UNKNOWN;
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version", UNKNOWN);
    }
  }
}
