package org.refspark.jobs.report;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.storage.Storage;

/** {@code refspark report}: a run as a static page. */
public final class ReportCommand implements Command {
  private final ModelFactories factories;

  /**
   * @param factories of the networks that runs have trained
   */
  public ReportCommand(ModelFactories factories) {
    this.factories = factories;
  }

  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "write a run's report as static HTML";
  }

  @Override
  public String help() {
    return """
        refspark report run=DIR

          run   the run's directory

        Writes DIR/report/index.html: loss curves, metrics of all evaluations with their intervals,
        pictures of the best, middle, worst and random answers, the steps of one answer, data and
        settings. The pages open from disk and fetch nothing.

        refspark report run=/data/runs/demo
        """;
  }

  @Override
  public Set<String> arguments() {
    return Set.of("run");
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var run = Storage.at(settings.required("run"), Cluster.hadoop(settings));
    var config = settings.section("evaluate", EvaluateConfig.class);
    out.printf("Report: %s%n", new RunReport(run, config, factories).write());
  }
}
