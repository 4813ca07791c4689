package org.refspark.jobs.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.StoredFile;

/** {@code refspark bench TASK}: what networks and jobs cost on this machine. */
public final class BenchCommand implements Command {
  private static final List<String> TASKS =
      List.of("step", "evaluate", "round", "workers", "shard", "split", "startup", "all");
  private static final String OVER = "over";
  private static final String OUT = "out";

  private final Pipeline pipeline;
  private final List<NetworkCase> cases;

  /** The commands that it measures. */
  public BenchCommand(Command synthesize, Command shard, Command train, Command evaluate) {
    this(new Pipeline(synthesize, shard, train, evaluate), NetworkCase.ALL);
  }

  /**
   * @param cases networks of the task all
   */
  BenchCommand(Pipeline pipeline, List<NetworkCase> cases) {
    this.pipeline = pipeline;
    this.cases = cases;
  }

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measure time, memory and arithmetic of networks and jobs: bench step, … bench all";
  }

  @Override
  public String help() {
    return """
        refspark bench TASK [--conf FILE] [--over KEY=VALUE,VALUE,…] [out=FILE] [key=value …]

        The task is one of:
          step                  training steps of the configured network: gradient and update
          evaluate              its answers to expressions of a picture
          workers               rounds of 1, 2 and 4 logical workers on the same cores, beside the
                                steps they take
          split                 the command evaluate on splits of 1, 4 and 16 times 8 pictures
          startup               from the command train to the end of its first round, one step
          round                 averaging 1, 10 and 100 million weights of networks that do nothing,
                                by 2, 4 and 8 logical workers
          shard                 the command shard on splits of 1, 4 and 16 times 128 sketches
          all                   all of these, for three networks at two sizes, each in a process of
                                its own: under half an hour on two cores

          out=FILE              the numbers as JSON too
          --over KEY=V,V,…      step, evaluate: the same for each of these values of a setting
          bench.repetitions=N   that are measured; median, least and most are shown
          bench.warm-up=N       repetitions before them, done again until a network has been
                                warmed up for bench.warm-up-time=10s
          bench.batch=N         pictures of a training step
          bench.expressions=N   of each picture: one in a training step and all in answers where it
                                is not set
          bench.parameters=[…]  weights that round averages
          bench.workers=[…]     logical workers of round and workers
          bench.step-time=TIME  that a step of round takes, to see which share of it is averaging
          bench.pictures=N      of the smallest split

        Pictures are generated. Of a network: time by parts and by operation, images and expressions
        per second, peak memory of the process, bytes outside the heap, parameters, GFLOP of the
        forward direction.

        refspark bench all out=/tmp/bench.json
        refspark bench step --conf conf/grm-net/small.conf
        refspark bench step --conf conf/grm-net/small.conf --over model.references.count=0,10,20
        refspark bench evaluate --conf conf/grm-net/r50.conf out=/tmp/r50.json
        refspark bench workers --conf conf/grm-net/r50.conf averaging.frequency=10 bench.workers=[1]

        Settings: sections bench, model, optimizer, train and averaging of the configuration.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(TASK, OVER, OUT);
  }

  @Override
  public void run(Settings settings, PrintStream out) throws Exception {
    var task = task(settings);
    if (settings.optional(OVER).isPresent() && !measuresNetworks(task)) {
      throw new ConfigurationException(
          "bench %s takes no --over; bench step and bench evaluate do".formatted(task));
    }
    var machine = Machine.now();
    var report =
        switch (task) {
          case "all" -> AllBench.run(settings, cases);
          case "step", "evaluate" -> networks(task, settings, machine);
          default -> jobs(task, settings, machine);
        };
    out.print(report.text());
    var file = settings.optional(OUT);
    if (file.isPresent()) {
      StoredFile.at(file.get(), Cluster.hadoop(settings)).write(Json.bytes(report));
      out.printf("Written to %s%n", file.get());
    }
    if (report instanceof AllReport all && !all.failures().isEmpty()) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "%d parts could not be measured, see above".formatted(all.failures().size()));
    }
  }

  private static String task(Settings settings) {
    var tasks = String.join(", ", TASKS);
    var task =
        settings
            .optional(TASK)
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "bench what? refspark bench TASK, one of: " + tasks));
    if (!TASKS.contains(task)) {
      throw new ConfigurationException(
          "there is no bench %s; expected one of: %s".formatted(task, tasks));
    }
    return task;
  }

  private static boolean measuresNetworks(String task) {
    return task.equals("step") || task.equals("evaluate");
  }

  private static Report networks(String task, Settings settings, Machine machine) throws Exception {
    var hadoop = Cluster.hadoop(settings);
    var measurements = new ArrayList<Measurement>();
    for (var variant : variants(settings)) {
      var bench = new Bench(variant.settings().section("bench", BenchConfig.class), hadoop);
      measurements.add(
          task.equals("step")
              ? bench.step(variant.settings(), variant.setting())
              : bench.evaluate(variant.settings(), variant.setting()));
    }
    var config = settings.section("bench", BenchConfig.class);
    return new BenchReport(
        task,
        settings.section("model").getString("name"),
        config.repetitions(),
        config.warmUp(),
        machine.facts(),
        measurements);
  }

  private Report jobs(String task, Settings settings, Machine machine) throws Exception {
    var figures =
        switch (task) {
          case "round" -> RoundBench.run(settings);
          case "workers" -> WorkersBench.run(settings);
          case "shard" -> ShardBench.run(settings, pipeline);
          case "split" -> SplitBench.run(settings, pipeline);
          case "startup" -> StartupBench.run(settings, pipeline, arguments());
          default -> throw new IllegalArgumentException(task);
        };
    var config = settings.section("bench", BenchConfig.class);
    return new FigureReport(task, config.repetitions(), config.warmUp(), machine.facts(), figures);
  }

  private record Variant(Settings settings, String setting) {}

  private static List<Variant> variants(Settings settings) {
    if (settings.optional(OVER).isEmpty()) {
      return List.of(new Variant(settings, ""));
    }
    var variants = Variants.parse(settings.required(OVER));
    return variants.values().stream()
        .map(
            value ->
                new Variant(
                    settings.with(Map.of(variants.key(), value)), variants.key() + "=" + value))
        .toList();
  }
}
