package org.refspark.jobs.sweep;

import java.io.IOException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.report.ReportSubject;
import org.refspark.jobs.storage.Storage;

/** The report of a sweep. */
public final class SweepSubject implements ReportSubject {
  /** The argument {@code sweep} of {@code report}: settings have a section of that name. */
  public static final String KEY = "sweep-folder";

  @Override
  public String argument() {
    return "sweep";
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String help() {
    return """
        sweep=DIR     a sweep (sweep-folder=DIR is the same): the table with published figures beside,
                      plots over the setting that was varied, loss curves together, what each point
                      costs, and the same expressions as all points answer them.
                      Settings: evaluate.shown-threshold for the pictures.

                      refspark report sweep=/data/sweep-k
        """;
  }

  @Override
  public String write(Storage directory, Settings settings) throws IOException {
    var config = settings.section("evaluate", EvaluateConfig.class);
    return new SweepReport(directory, config.shownThreshold()).write();
  }
}
