package org.refspark.jobs.report;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** {@code refspark report}: a directory's story as one page. */
public final class ReportCommand implements Command {
  private final List<ReportSubject> subjects;

  /**
   * @param subjects that there are reports of
   */
  public ReportCommand(ReportSubject... subjects) {
    this.subjects = List.of(subjects);
  }

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "write a page with curves, metrics and pictures";
  }

  @Override
  public String help() {
    return """
        refspark report %s

        Writes DIR/report/index.html: one file with its pictures in it, which opens from disk and
        fetches nothing.

        %s"""
        .formatted(
            names("=DIR | "),
            subjects.stream().map(ReportSubject::help).collect(Collectors.joining("\n")));
  }

  private String names(String between) {
    return subjects.stream().map(ReportSubject::argument).collect(Collectors.joining(between))
        + "=DIR";
  }

  @Override
  public Set<String> arguments() {
    return subjects.stream().map(ReportSubject::key).collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var asked = subjects.stream().filter(one -> settings.optional(one.key()).isPresent()).toList();
    if (asked.size() != 1) {
      throw new ConfigurationException(
          "report takes one of %s, but here %s"
              .formatted(names("=DIR, "), asked.isEmpty() ? "is none" : "are several"));
    }
    var subject = asked.get(0);
    var directory = Storage.at(settings.required(subject.key()), Cluster.hadoop(settings));
    out.printf("Report: %s%n", subject.write(directory, settings));
  }
}
