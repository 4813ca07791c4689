package org.refspark.jobs.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.StoredFile;

/** {@code refspark bench step|evaluate}: what a configured network costs on this machine. */
public final class BenchCommand implements Command {
  private static final String STEP = "step";
  private static final String EVALUATE = "evaluate";
  private static final String OVER = "over";
  private static final String OUT = "out";

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String summary() {
    return "measure time, memory and arithmetic of a network: bench step, bench evaluate";
  }

  @Override
  public String help() {
    return """
        refspark bench step|evaluate [--conf FILE] [--over KEY=VALUE,VALUE,…] [out=FILE] [key=value …]

          step | evaluate       the task: training steps (gradient and update of a batch), or
                                answers to all expressions of a picture
          --over KEY=V,V,…      the same for each of these values of a setting
          out=FILE              the numbers as JSON too
          bench.repetitions=N   that are measured; median, least and most are shown
          bench.warm-up=N       repetitions before them
          bench.batch=N         pictures of a training step
          bench.expressions=N   of each picture of a training step

        Pictures are generated. Time, images and expressions per second, peak memory of the process,
        bytes outside the heap, parameters, GFLOP of the forward direction, and the operations that
        take longest.

        refspark bench step --conf conf/grm-net/small.conf
        refspark bench step --conf conf/grm-net/small.conf --over model.references.count=0,10,20
        refspark bench evaluate --conf conf/grm-net/r50.conf out=/tmp/r50.json

        Settings: sections bench, model and optimizer of the configuration.
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of(TASK, OVER, OUT);
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var task =
        settings
            .optional(TASK)
            .orElseThrow(
                () -> new ConfigurationException("bench what? refspark bench step, or evaluate"));
    if (!task.equals(STEP) && !task.equals(EVALUATE)) {
      throw new ConfigurationException(
          "there is no bench %s; expected one of: step, evaluate".formatted(task));
    }
    var config = settings.section("bench", BenchConfig.class);
    var hadoop = Cluster.hadoop(settings);
    var bench = new Bench(config, hadoop);
    var measurements = new ArrayList<Measurement>();
    for (var variant : variants(settings)) {
      measurements.add(
          task.equals(STEP)
              ? bench.step(variant.settings(), variant.setting())
              : bench.evaluate(variant.settings(), variant.setting()));
    }
    var report =
        new BenchReport(
            task,
            settings.section("model").getString("name"),
            config.repetitions(),
            config.warmUp(),
            BenchReport.thisMachine(),
            measurements);
    out.print(report.text());
    var file = settings.optional(OUT);
    if (file.isPresent()) {
      StoredFile.at(file.get(), hadoop).write(Json.bytes(report));
      out.printf("Written to %s%n", file.get());
    }
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
