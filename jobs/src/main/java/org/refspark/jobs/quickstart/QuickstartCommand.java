package org.refspark.jobs.quickstart;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.Settings;

/** {@code refspark quickstart}: draws pictures, shards, trains, evaluates and reports. */
public final class QuickstartCommand implements Command {
  private static final String RUN = "run";
  private static final String DEFAULT_RUNS = "runs/quickstart-";

  private final Command synthesize;
  private final Command shard;
  private final Command train;
  private final Command evaluate;
  private final Command report;

  /** The commands it goes through. */
  public QuickstartCommand(
      Command synthesize, Command shard, Command train, Command evaluate, Command report) {
    this.synthesize = synthesize;
    this.shard = shard;
    this.train = train;
    this.evaluate = evaluate;
    this.report = report;
  }

  @Override
  public String name() {
    return "quickstart";
  }

  @Override
  public String summary() {
    return "run the whole pipeline on generated pictures";
  }

  @Override
  public String help() {
    return """
        refspark quickstart [run=DIR] [--model NAME] [key=value …]

          run      folder of the run, its scenes and its shards (runs/quickstart-NAME)
          --model  the network: grm-net (the default) on generated sketches, mmnet or lts on
                   generated photos

        Draws pictures, makes shards of them, trains a small model with two logical workers,
        evaluates it on pictures it has not seen and writes a report. Given again, it goes on where
        it was stopped. The settings are those of conf/NAME/quickstart.conf.

        refspark quickstart
        refspark quickstart --model mmnet
        refspark quickstart run=/tmp/first train.epochs=1
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(RUN);
  }

  @Override
  public Optional<String> next(Settings settings) {
    return Optional.of(
        "predict run=%s image=PICTURE expression=\"…\" out=answer.png".formatted(run(settings)));
  }

  private static String run(Settings settings) {
    return settings
        .optional(RUN)
        .orElse(DEFAULT_RUNS + settings.section("model").getString("name"));
  }

  @Override
  public Optional<Path> defaultConf(String model) {
    return Optional.of(Path.of("conf", model, "quickstart.conf"));
  }

  @Override
  public void run(Settings settings, PrintStream out) throws Exception {
    var run = run(settings);
    var scenes = run + "/data/scenes";
    var train = run + "/data/train";
    // In RefCOCO's layout, test takes both testA and testB.
    var test = run + "/data/test";
    try (var session = Cluster.connect(settings, "quickstart")) {
      step(1, "Drawing pictures", synthesize, settings, Map.of("out", scenes), out);
      step(2, "Making shards to learn from", shard, settings, source(scenes, "train", train), out);
      step(3, "Making shards to evaluate on", shard, settings, source(scenes, "test", test), out);
      step(4, "Training", this.train, settings, Map.of(RUN, run, "data.train", train), out);
      step(5, "Evaluating", evaluate, settings, Map.of(RUN, run, "data.eval", test), out);
      step(6, "Writing the report", report, settings, Map.of(RUN, run), out);
    }
  }

  private static Map<String, String> source(String scenes, String split, String shards) {
    var values = new LinkedHashMap<String, String>();
    values.put("data.root", scenes);
    values.put("data.split", split);
    values.put("out", shards);
    return values;
  }

  private static void step(
      int number,
      String what,
      Command command,
      Settings settings,
      Map<String, String> arguments,
      PrintStream out)
      throws Exception {
    out.printf("%n[%d/6] %s%n", number, what);
    out.flush();
    command.run(settings.with(arguments), out);
  }
}
