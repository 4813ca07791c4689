package org.refspark.jobs.preflight;

import java.util.List;
import java.util.Locale;
import org.refspark.jobs.command.Table;
import org.refspark.jobs.preflight.Check.Verdict;

/**
 * What {@code refspark preflight} found.
 *
 * @param master where it looked
 * @param executors that there were
 * @param processes that answered
 */
record PreflightReport(String master, int executors, List<ProcessReport> processes) {
  /** How many checks came to that. */
  long count(Verdict verdict) {
    return processes.stream()
        .flatMap(process -> process.checks().stream())
        .filter(check -> check.verdict() == verdict)
        .count();
  }

  /** Whether work would go well. */
  boolean isReady() {
    return count(Verdict.BAD) == 0 && processes.size() >= executors;
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
    if (processes.size() < executors) {
      remedies.append(
          "%d of %d executors did not answer: look at their logs%n"
              .formatted(executors - processes.size(), executors));
    }
    return "%s: %d executors%n%n%s%n%s"
        .formatted(
            master, executors, table, remedies.isEmpty() ? "" : remedies + System.lineSeparator());
  }
}
