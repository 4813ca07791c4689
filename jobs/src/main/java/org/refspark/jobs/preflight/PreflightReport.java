package org.refspark.jobs.preflight;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.preflight.Check.Verdict;

/**
 * What {@code refspark preflight} found.
 *
 * @param master where it looked
 * @param requested executors, 1 where the settings do not say
 * @param executors that there were
 * @param processes that answered
 */
record PreflightReport(String master, int requested, int executors, List<ProcessReport> processes) {
  /** Stands for a process where the settings alone tell. */
  static final String SETTINGS = "settings";

  private static final String DRIVER = "driver itself";

  /** The same with what the driver found before and after it asked. */
  PreflightReport with(List<Check> own) throws UnknownHostException {
    var all = new ArrayList<>(processes);
    if (!own.isEmpty()) {
      all.add(0, ProcessReport.here(DRIVER, own));
    }
    return new PreflightReport(master, requested, executors, all);
  }

  /** How many checks came to that. */
  long count(Verdict verdict) {
    return processes.stream()
        .flatMap(process -> process.checks().stream())
        .filter(check -> check.verdict() == verdict)
        .count();
  }

  /** Whether work would go well. */
  boolean isReady() {
    return count(Verdict.BAD) == 0 && executors >= requested && answered() >= executors;
  }

  private long answered() {
    var unasked = Set.of(SETTINGS, DRIVER);
    return processes.stream().filter(process -> !unasked.contains(process.process())).count();
  }

  /** For people: all that was looked at, and what to do. */
  String text() {
    var table = new Table("where", "what", "", "found");
    var remedies = new StringBuilder();
    for (var process : processes) {
      for (var check : process.checks()) {
        var verdict = check.verdict().name().toLowerCase(Locale.ROOT);
        table.row(
            process.process() + " on " + process.host(), check.name(), verdict, check.found());
        if (check.verdict() != Verdict.GOOD) {
          remedies.append(
              "%s, %s (%s): %s%n"
                  .formatted(process.process(), check.name(), verdict, check.remedy()));
        }
      }
    }
    if (executors < requested) {
      remedies.append(
          ("%d of %d requested executors have come: ask for fewer or smaller ones, free the"
                  + " cluster's cores, memory and GPUs, or look at the logs of the others%n")
              .formatted(executors, requested));
    }
    if (answered() < executors) {
      remedies.append(
          "%d of %d executors did not answer: look at their logs%n"
              .formatted(executors - answered(), executors));
    }
    return "%s: %d executors%n%n%s%n%s"
        .formatted(
            master, executors, table, remedies.isEmpty() ? "" : remedies + System.lineSeparator());
  }
}
