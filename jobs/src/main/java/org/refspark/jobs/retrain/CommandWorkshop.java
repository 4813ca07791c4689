package org.refspark.jobs.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.registry.Version;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TrainerFactories;
import org.refspark.jobs.use.ModelPackage;
import org.refspark.jobs.use.PackageDocument;

/** Does the work of a tick with RefSpark's own commands, on one Spark context. */
final class CommandWorkshop implements Workshop {
  /** The folder of a version's run. */
  static final String RUN = "run";

  private static final String START = "start.safetensors";
  private static final String ROUNDS = "rounds";
  private static final String REJECTED = "rejected";
  private static final int BOOTSTRAP_ROUNDS = 10_000;

  private final JavaSparkContext spark;
  private final Registry registry;
  private final Settings settings;
  private final FrozenSplit split;
  private final TickCommands commands;
  private final TrainerFactories trainers;
  private final ModelFactories models;
  private final PrintStream out;

  CommandWorkshop(
      JavaSparkContext spark,
      Registry registry,
      Settings settings,
      TickCommands commands,
      TrainerFactories trainers,
      ModelFactories models,
      PrintStream out) {
    this.spark = spark;
    this.registry = registry;
    this.settings = settings;
    this.split = new FrozenSplit(settings, spark.hadoopConfiguration(), commands.evaluate(), out);
    this.commands = commands;
    this.trainers = trainers;
    this.models = models;
    this.out = out;
  }

  /** Draws scenes where that is asked for and there is no frozen split yet. */
  void drawWhereAsked() throws Exception {
    var draw = settings.section("retrain", RetrainConfig.class).draw();
    if (draw.isEmpty() || split.isThere()) {
      return;
    }
    out.println("Drawing the first scenes, and freezing their split test");
    call(commands.synthesize(), Map.of("out", draw.get()));
    call(
        commands.shard(),
        Map.of("data.root", draw.get(), "data.split", "test", "out", split.place()));
  }

  private void call(Command command, Map<String, String> arguments) throws Exception {
    command.run(settings.with(arguments), out);
  }

  @Override
  public List<String> hashes(Storage folder, List<String> paths) {
    var deadline = settings.section("deadlines", DeadlinesConfig.class).shard();
    return BoundedJob.run(
        spark,
        "hash %s · retrain".formatted(folder.place()),
        new Deadline("deadlines.shard", deadline),
        () ->
            spark
                .parallelize(paths, Math.min(paths.size(), 4 * spark.defaultParallelism()))
                .map(path -> hash(folder, path))
                .collect());
  }

  private static String hash(Storage folder, String path) throws IOException {
    try (var in = folder.open(path)) {
      return Sha256.of(in);
    }
  }

  @Override
  public String frozen() throws IOException {
    return split.hash();
  }

  @Override
  public Shards shard(Storage published, Storage shards) throws Exception {
    if (!isWhole(shards)) {
      call(commands.shard(), Map.of("data.root", published.place(), "out", shards.place()));
    }
    try (var made = ShardSet.open(shards)) {
      var statistics = made.manifest().statistics();
      return new Shards(made.manifest().hash(), statistics.images(), statistics.expressions());
    }
  }

  private static boolean isWhole(Storage shards) throws IOException {
    try (var made = ShardSet.open(shards)) {
      return true;
    } catch (DataFormatException e) {
      return false;
    }
  }

  @Override
  public Trained train(List<Storage> shards, Optional<Version> parent, Storage model)
      throws Exception {
    var run = model.child(RUN);
    if (run.list(ROUNDS).isEmpty()) {
      // What a run without any checkpoint has left may be half written.
      run.delete("");
    }
    var arguments = new HashMap<String, String>();
    arguments.put("run", run.place());
    arguments.put("data.train", list(shards.stream().map(Storage::place).toList()));
    if (parent.isPresent()) {
      warmStart(shards, parent.get(), model);
      arguments.put("train.pretrained", list(List.of(model.describe(START))));
    }
    try {
      call(commands.train(), arguments);
    } catch (CommandFailure e) {
      if (e.exitCode() == ExitCode.USAGE && !run.list(REJECTED).isEmpty()) {
        return failed(run, e.getMessage());
      }
      throw e;
    }
    return trained(run);
  }

  private static String list(List<String> places) {
    return Json.line(places).strip();
  }

  /** Values that are no numbers come again however often the same run is begun. */
  private static Trained failed(Storage run, String why) throws IOException {
    var data = RunRecord.read(run).data();
    return new Trained(data.hash(), data.pictures(), data.expressions(), "", false, why);
  }

  private Trained trained(Storage run) throws IOException {
    var checkpoint = settings.section("evaluate", EvaluateConfig.class).checkpoint();
    var trained = TrainedModel.load(run, checkpoint, models);
    boolean finite = true;
    for (float weight : trained.weights()) {
      finite &= Float.isFinite(weight);
    }
    var data = trained.run().data();
    return new Trained(
        data.hash(), data.pictures(), data.expressions(), trained.checkpoint(), finite, "");
  }

  private void warmStart(List<Storage> shards, Version parent, Storage model) throws IOException {
    var run = registry.model(parent.name()).child(RUN);
    var champion = TrainedModel.load(run, TrainedModel.round(parent.checkpoint()), models);
    try (var union = ShardSet.open(shards);
        var from = champion.factory().create();
        var to = untrained(union).create()) {
      new WarmStart(from.layout(), champion.run().data().vocabulary(), champion.weights())
          .write(to.layout(), union.manifest().vocabulary(), model, START);
    }
    out.printf("Weights begin with those of %s%n", parent.name());
  }

  private ModelFactory untrained(ShardSet shards) throws IOException {
    var files = KeptFiles.gather(trainers.files(settings), spark.hadoopConfiguration());
    var manifest = shards.manifest();
    var record =
        new RunRecord(
            RunRecord.FORMAT,
            "",
            Map.of(),
            new RunRecord.Data(
                shards.place(),
                manifest.hash(),
                manifest.dataSet(),
                manifest.split(),
                0,
                0,
                manifest.categories(),
                manifest.vocabulary()),
            files.hashes(),
            Json.parse(settings.toJson(), JsonNode.class));
    return models.of(record, files);
  }

  @Override
  public Examined examine(Storage model, String checkpoint) throws Exception {
    var evaluated = split.evaluation(model.child(RUN), checkpoint);
    var document = evaluated.metrics();
    var gate = settings.section("retrain", RetrainConfig.class).gate();
    var metric =
        gate.metric().equals(RetrainConfig.Gate.AUTO)
            ? document.mainMetrics().get(0)
            : gate.metric();
    return new Examined(
        document.split(),
        evaluated.manifest().dataHash(),
        metric,
        evaluated.results().size(),
        split.expected(document),
        document.metrics(),
        categories(document, metric));
  }

  private static Map<String, Category> categories(MetricsDocument document, String metric) {
    var categories = new TreeMap<String, Category>();
    document
        .breakdown()
        .getOrDefault("category", Map.of())
        .forEach(
            (name, group) -> {
              var value = group.metrics().get(metric);
              if (value != null) {
                categories.put(name, new Category(group.expressions(), value));
              }
            });
    return categories;
  }

  @Override
  public Version.Comparison compare(Version champion, Storage candidate, Examined examined)
      throws Exception {
    var before = registry.model(champion.name()).child(RUN);
    var measured = split.evaluation(before, champion.checkpoint());
    var run = candidate.child(RUN);
    try {
      return comparison(champion, measured, run, examined);
    } catch (CommandFailure e) {
      out.printf("The champion is measured again: %s%n", e.getMessage());
      return comparison(champion, split.evaluateAnew(before, champion.checkpoint()), run, examined);
    }
  }

  private Version.Comparison comparison(
      Version champion, Evaluated measured, Storage candidate, Examined examined)
      throws IOException {
    var config = settings.section("evaluate", EvaluateConfig.class);
    var differences =
        measured.differences(
            Evaluated.read(candidate, examined.evaluation()), config.seed(), BOOTSTRAP_ROUNDS);
    var difference = differences.get(examined.metric());
    if (difference == null) {
      throw new ConfigurationException(
          "retrain.gate.metric is %s, which these models do not have; expected one of %s"
              .formatted(examined.metric(), String.join(", ", differences.keySet())));
    }
    return new Version.Comparison(
        champion.name(),
        difference.a(),
        difference.value(),
        difference.interval().low(),
        difference.interval().high(),
        difference.pValue());
  }

  @Override
  public void export(Storage model, String checkpoint) throws Exception {
    var target = model.child(Registry.PACKAGE);
    if (target.exists(PackageDocument.NAME)) {
      try {
        ModelPackage.read(target);
        return;
      } catch (DataFormatException e) {
        target.delete("");
      }
    }
    call(
        commands.export(),
        Map.of(
            "run",
            model.describe(RUN),
            "out",
            target.place(),
            "evaluate.checkpoint",
            TrainedModel.round(checkpoint)));
  }
}
