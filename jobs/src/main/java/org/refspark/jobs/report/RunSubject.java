package org.refspark.jobs.report;

import java.io.IOException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.storage.Storage;

/**
 * The report of a run.
 *
 * @param factories of the networks that runs have trained
 */
public record RunSubject(ModelFactories factories) implements ReportSubject {
  @Override
  public String argument() {
    return "run";
  }

  @Override
  public String help() {
    return """
        run=DIR       a run: metrics of all its evaluations with their intervals, curves of loss and
                      validation, where the time of its rounds went, pictures of the best, middle
                      and worst answers, how some answers came about, data and settings.
                      Settings: evaluate.shown-threshold, evaluate.seed for the pictures.

                      refspark report run=/data/runs/demo
        """;
  }

  @Override
  public String write(Storage directory, Settings settings) throws IOException {
    var config = settings.section("evaluate", EvaluateConfig.class);
    return new RunReport(directory, config, factories).write();
  }
}
