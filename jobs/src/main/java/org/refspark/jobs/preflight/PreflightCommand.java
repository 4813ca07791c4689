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
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.preflight.Check.Verdict;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/** {@code refspark preflight}: looks at a cluster before work is given to it. */
public final class PreflightCommand implements Command {
  private static final Duration MOST = Duration.ofMinutes(5);
  private static final Duration ARRIVAL = Duration.ofMinutes(1);
  private static final Duration QUIET = Duration.ofSeconds(3);
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
        refspark preflight [run=DIR] [data.train=SHARDS] [data.validate=SHARDS] [data.eval=SHARDS]
                           [out=FILE] [spark.…]

          run, data.train, data.validate, data.eval
                       places that all executors must reach: shards are listed and read, the
                       run's directory is written, read, listed and cleaned up again
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
      var stage = GpuStage.of(spark, settings.section("compute", ComputeConfig.class));
      var places = places(settings, spark.hadoopConfiguration());
      var own = new ArrayList<Check>();
      var left = new LinkedHashMap<SharedPlace, String>();
      PreflightReport report;
      try {
        places.forEach(place -> left.put(place, place.leave(own)));
        report = look(spark, stage, new Probe(stage.rule(), left, PAUSE_MILLIS));
      } finally {
        places.forEach(place -> place.remove(own));
      }
      tell(report.with(own), settings, out);
    }
  }

  private static PreflightReport look(JavaSparkContext spark, GpuStage stage, Probe probe)
      throws IOException {
    var arrival = new Arrival(spark, ARRIVAL, QUIET);
    int requested = arrival.await();
    var processes = new ArrayList<ProcessReport>();
    var containers = ContainerMemory.of(spark.getConf());
    if (containers.isPresent()) {
      processes.add(ProcessReport.here(PreflightReport.SETTINGS, List.of(containers.get())));
    }
    if (arrival.present() > 0) {
      var deadline = new Deadline("the time of a survey", MOST);
      processes.addAll(new Survey(spark, stage, probe, deadline).run());
    }
    return new PreflightReport(spark.master(), requested, arrival.present(), processes);
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
    for (var shards : data.train()) {
      places.add(SharedPlace.read(Storage.at(shards, hadoop), "data.train"));
    }
    if (data.eval().isPresent()) {
      places.add(SharedPlace.read(Storage.at(data.eval().get(), hadoop), "data.eval"));
    }
    if (data.validate().isPresent()) {
      places.add(SharedPlace.read(Storage.at(data.validate().get(), hadoop), "data.validate"));
    }
    if (settings.optional("run").isPresent()) {
      places.add(SharedPlace.written(Storage.at(settings.required("run"), hadoop), "run"));
    }
    return places;
  }
}
