package org.refspark.jobs.preflight;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.preflight.Check.Verdict;

/** What of {@code preflight} takes no time: a look at the executors there are, before work. */
public final class QuickLook {
  private static final String CONTAINERS = "executors";

  private final Map<Check, Set<String>> findings = new LinkedHashMap<>();

  private QuickLook() {}

  /**
   * Looks, and prints each notice once.
   *
   * @param stage of the tasks to come
   * @param deadline of the work: executors may come as late as for it
   * @throws CommandFailure with the remedies, where work would fail
   */
  public static void at(JavaSparkContext spark, GpuStage stage, Deadline deadline, PrintStream out)
      throws IOException {
    var look = new QuickLook();
    ContainerMemory.of(spark.getConf()).ifPresent(check -> look.add(CONTAINERS, check));
    for (var report : reports(spark, stage, deadline)) {
      report.checks().forEach(check -> look.add(report.process(), check));
    }
    look.tell(Verdict.NOTICE).forEach(out::println);
    stage.notice().ifPresent(out::println);
    var bad = look.tell(Verdict.BAD);
    if (!bad.isEmpty()) {
      throw new CommandFailure(ExitCode.ENVIRONMENT, String.join(System.lineSeparator(), bad));
    }
  }

  private static List<ProcessReport> reports(
      JavaSparkContext spark, GpuStage stage, Deadline deadline) throws IOException {
    var probe = Probe.quick(stage.rule());
    return spark.isLocal()
        ? List.of(probe.look("driver", List.of()))
        : new ArrayList<>(new Survey(spark, stage, probe, deadline).once());
  }

  private void add(String process, Check check) {
    findings.computeIfAbsent(check, c -> new TreeSet<>()).add(process);
  }

  private List<String> tell(Verdict verdict) {
    return findings.keySet().stream()
        .filter(check -> check.verdict() == verdict)
        .map(
            check ->
                "%s of %s: %s. Remedy: %s"
                    .formatted(
                        check.name(),
                        findings.get(check).stream().collect(Collectors.joining(", ")),
                        check.found(),
                        check.remedy()))
        .toList();
  }
}
