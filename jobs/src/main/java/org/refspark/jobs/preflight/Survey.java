package org.refspark.jobs.preflight;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.device.GpuStage;

/** Asks all executors of an application. */
final class Survey {
  /** Spark deals tasks to whoever is free first: some executors take several trials. */
  private static final int PASSES = 5;

  private static final int TASKS_PER_EXECUTOR = 3;

  /** Clocks further apart than this make leases and logs doubtful, than ten times that useless. */
  private static final double SKEW_SECONDS = 1;

  private final JavaSparkContext spark;
  private final GpuStage stage;
  private final Probe probe;
  private final Deadline deadline;
  private final Map<String, ProcessReport> reports = new TreeMap<>();

  /**
   * @param stage of the tasks that ask
   */
  Survey(JavaSparkContext spark, GpuStage stage, Probe probe, Deadline deadline) {
    this.spark = spark;
    this.stage = stage;
    this.probe = probe;
    this.deadline = deadline;
  }

  /** A report of each executor that answered. */
  List<ProcessReport> run() {
    for (int pass = 0; pass < PASSES && reports.size() < executors(); pass++) {
      ask(TASKS_PER_EXECUTOR * Math.max(executors(), spark.defaultParallelism()));
    }
    return new ArrayList<>(reports.values());
  }

  /** A report of each executor that took a task, of one task for each. */
  List<ProcessReport> once() {
    ask(executors());
    return new ArrayList<>(reports.values());
  }

  private void ask(int tasks) {
    var numbers = IntStream.range(0, tasks).boxed().toList();
    long sent = System.currentTimeMillis();
    var answers =
        BoundedJob.run(
            spark,
            "ask executors · preflight",
            deadline,
            () -> stage.on(spark.parallelize(numbers, tasks).map(probe)).collect());
    long received = System.currentTimeMillis();
    for (var answer : answers) {
      reports.putIfAbsent(answer.process(), withClock(answer, sent, received));
    }
  }

  /** Executors there are now; of a local master it is the driver itself. */
  private int executors() {
    return Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1);
  }

  /** By how much a clock is wrong at least: it was asked between two moments of this one. */
  static ProcessReport withClock(ProcessReport report, long sent, long received) {
    double skew = Math.max(0, Math.max(sent - report.asked(), report.asked() - received)) / 1000.0;
    var found =
        skew == 0 ? "agrees with the driver's" : "%.1f s beside the driver's".formatted(skew);
    var remedy = "let that machine take its time from a server (NTP)";
    var clock =
        skew <= SKEW_SECONDS
            ? Check.good("clock", found)
            : skew <= 10 * SKEW_SECONDS
                ? Check.notice("clock", found, remedy)
                : Check.bad("clock", found, remedy);
    var checks = new ArrayList<>(report.checks());
    checks.add(clock);
    return new ProcessReport(report.process(), report.host(), report.asked(), checks);
  }
}
