package org.refspark.jobs.preflight;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.preflight.Check.Verdict;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/** {@code refspark preflight}: looks at a cluster before work is given to it. */
public final class PreflightCommand implements Command {
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final int PAUSE_MILLIS = 300;

  @Override
  public String name() {
    return "preflight";
  }

  @Override
  public String summary() {
    return "look at a cluster before work is given to it, and say what to mend";
  }

  @Override
  public String help() {
    return """
        refspark preflight [run=DIR] [data.train=SHARDS] [data.eval=SHARDS] [out=FILE] [spark.…]

          run, data.train, data.eval
                       places that all executors must reach: shards are listed, the run's
                       directory is written, read, listed and cleaned up again
          out          the findings as JSON

        Every executor says what it runs on: Java, native library, cores and threads, memory,
        disk, clock, GPUs. Each finding that is not good comes with what to do about it.
        Exit code 0 where all is well, 4 where something would fail.

        refspark preflight
        refspark preflight run=s3a://bucket/runs/1 data.train=s3a://bucket/shards/train \\
            spark.master=spark://host:7077 out=preflight.json
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run", "out");
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    try (var session = Cluster.connect(settings, "preflight")) {
      var spark = session.context();
      var places = places(settings, spark.hadoopConfiguration());
      var left = new LinkedHashMap<SharedPlace, String>();
      PreflightReport report;
      try {
        for (var place : places) {
          left.put(place, place.written() ? place.leave() : "");
        }
        var survey =
            new Survey(
                spark, new Probe(left, PAUSE_MILLIS), new Deadline("the time of a survey", MOST));
        var processes = survey.run();
        report = new PreflightReport(spark.master(), survey.executors(), processes);
      } finally {
        for (var place : left.keySet()) {
          if (place.written()) {
            place.remove();
          }
        }
      }
      tell(report, settings, out);
    }
  }

  private static void tell(PreflightReport report, Settings settings, PrintStream out)
      throws IOException {
    out.print(report.text());
    var file = settings.optional("out");
    if (file.isPresent()) {
      Files.write(Path.of(file.get()), Json.bytes(report));
    }
    if (!report.isReady()) {
      throw new CommandFailure(
          ExitCode.ENVIRONMENT,
          "%d findings would keep work from going well, see above"
              .formatted(Math.max(1, report.count(Verdict.BAD))));
    }
    out.printf(
        "Ready: %d executors, %d notices%n", report.executors(), report.count(Verdict.NOTICE));
  }

  private static List<SharedPlace> places(Settings settings, Configuration hadoop)
      throws IOException {
    var data = settings.section("data", DataConfig.class);
    var places = new ArrayList<SharedPlace>();
    if (data.train().isPresent()) {
      places.add(new SharedPlace(Storage.at(data.train().get(), hadoop), "data.train", false));
    }
    if (data.eval().isPresent()) {
      places.add(new SharedPlace(Storage.at(data.eval().get(), hadoop), "data.eval", false));
    }
    if (settings.optional("run").isPresent()) {
      places.add(new SharedPlace(Storage.at(settings.required("run"), hadoop), "run", true));
    }
    return places;
  }
}
