package org.refspark.jobs.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.CheckpointConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.RetrainConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.registry.Registry;
import org.refspark.jobs.retrain.TickFolder.Begun;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Lease;
import org.refspark.jobs.train.TrainerFactories;

/** {@code refspark retrain}: one tick of scheduled retraining. */
public final class RetrainCommand implements Command {
  private static final String REGISTRY = "registry";
  private static final String TICK = "tick";
  private static final String ANYWAY = "anyway";
  private static final String ABANDON = "abandon";

  private final TickCommands commands;
  private final TrainerFactories trainers;
  private final ModelFactories models;

  /**
   * @param commands that a tick goes through
   * @param trainers of the networks that can be trained
   * @param models of the networks that can be used
   */
  public RetrainCommand(TickCommands commands, TrainerFactories trainers, ModelFactories models) {
    this.commands = commands;
    this.trainers = trainers;
    this.models = models;
  }

  @Override
  public String name() {
    return "retrain";
  }

  @Override
  public String summary() {
    return "one tick of retraining: new data, a candidate, promoted or kept back";
  }

  @Override
  public String help() {
    return """
        refspark retrain --conf FILE registry=DIR [--tick TIME] [--anyway] [--abandon]

          registry    the folder of versions, any Hadoop file system
          --tick TIME names the tick, such as 2026-01-01T00:00Z (now): a tick that was decided does
                      nothing again; one that was stopped goes on where it was
          --anyway    makes a version though no data came, such as with other settings
          --abandon   gives up a tick that cannot be finished; what it found will be found again

        A tick finds folders of published files that were not taken before (retrain.arrivals),
        makes shards of these alone, trains on all data beginning with the champion's weights,
        measures candidate and champion on the same frozen shards (data.eval), and promotes the
        candidate only if it passes retrain.gate; else it stays in the registry with the reason.
        Where no data came, it ends at once. Of two ticks at the same time the second ends with exit
        code 5. A tick that was stopped is finished, with its own settings, before the next begins.

        refspark retrain --conf conf/retrain/demo.conf registry=/tmp/registry --tick 2026-01-01T00:00Z
        refspark retrain --conf retrain.conf registry=s3a://bucket/registry \\
            "retrain.arrivals=s3a://bucket/incoming/*" data.eval=s3a://bucket/shards/frozen
        refspark registry list registry=/tmp/registry

        Settings: section retrain, and those of shard, train and evaluate.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(REGISTRY, TICK, ANYWAY, ABANDON);
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of("registry list registry=%s".formatted(settings.required(REGISTRY)));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws Exception {
    var place = settings.required(REGISTRY);
    var time =
        settings.optional(TICK).map(TickTime::parse).orElseGet(() -> new TickTime(Instant.now()));
    time.requireCome(Instant.now());
    requireArrivals(settings);
    try (var session = Cluster.connect(settings, "retrain " + place)) {
      var spark = session.context();
      var registry = new Registry(Storage.at(place, spark.hadoopConfiguration()));
      var timeout = settings.section("checkpoint", CheckpointConfig.class).leaseTimeout();
      try (var lease = Lease.take(registry.folder(), timeout)) {
        var unfinished = new Ticks(registry.folder()).unfinished();
        if (settings.flag(ABANDON)) {
          abandon(spark, settings, registry, unfinished, lease, out);
          return;
        }
        if (unfinished.isPresent()) {
          finish(spark, settings, registry, unfinished.get(), lease, out);
          if (Ticks.timeOf(unfinished.get()).equals(time)) {
            return;
          }
        }
        begin(spark, settings, registry, time, lease, out);
      }
    }
  }

  private static void requireArrivals(Settings settings) {
    boolean none = settings.section("retrain", RetrainConfig.class).arrivals().isEmpty();
    if (none && !settings.flag(ABANDON)) {
      throw new ConfigurationException(
          "retrain.arrivals is empty: add \"retrain.arrivals=FOLDER/*\", where new data arrive");
    }
    var annotations = settings.section("data", DataConfig.class).annotations();
    if (annotations.isPresent()) {
      throw new ConfigurationException(
          "data.annotations is \"%s\", but each folder that arrives brings its own expressions;"
                  .formatted(annotations.get())
              + " put them beside its pictures and leave the key out");
    }
  }

  private void begin(
      JavaSparkContext spark,
      Settings settings,
      Registry registry,
      TickTime time,
      Lease lease,
      PrintStream out)
      throws Exception {
    var config = settings.section("retrain", RetrainConfig.class);
    var workshop = workshop(spark, registry, settings, out);
    workshop.drawWhereAsked();
    new Tick(registry, time, config, workshop, lease, out)
        .run(Json.parse(settings.toJson(), JsonNode.class), settings.flag(ANYWAY));
  }

  /** With the settings that it was begun with; only where it runs may be new. */
  private void finish(
      JavaSparkContext spark,
      Settings settings,
      Registry registry,
      Begun begun,
      Lease lease,
      PrintStream out)
      throws Exception {
    var time = Ticks.timeOf(begun);
    out.printf("Tick %s was not finished; it goes on with the settings it was begun with%n", time);
    var now = new TreeMap<>(settings.spark());
    now.put(REGISTRY, settings.required(REGISTRY));
    var kept =
        Settings.fromJson(begun.configuration().toString(), "the settings of tick " + time)
            .with(now);
    tick(spark, kept, registry, time, lease, out).run(begun.configuration(), begun.anyway());
  }

  private void abandon(
      JavaSparkContext spark,
      Settings settings,
      Registry registry,
      Optional<Begun> unfinished,
      Lease lease,
      PrintStream out)
      throws Exception {
    if (unfinished.isEmpty()) {
      out.println("There is no unfinished tick to give up.");
      return;
    }
    tick(spark, settings, registry, Ticks.timeOf(unfinished.get()), lease, out).abandon();
  }

  private Tick tick(
      JavaSparkContext spark,
      Settings settings,
      Registry registry,
      TickTime time,
      Lease lease,
      PrintStream out) {
    var config = settings.section("retrain", RetrainConfig.class);
    return new Tick(registry, time, config, workshop(spark, registry, settings, out), lease, out);
  }

  private CommandWorkshop workshop(
      JavaSparkContext spark, Registry registry, Settings settings, PrintStream out) {
    return new CommandWorkshop(spark, registry, settings, commands, trainers, models, out);
  }
}
