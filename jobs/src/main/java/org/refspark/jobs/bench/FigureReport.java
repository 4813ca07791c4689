package org.refspark.jobs.bench;

import java.util.List;
import java.util.Map;

/**
 * What a benchmark of a job found.
 *
 * @param bench the task
 * @param repetitions measured
 * @param warmUp repetitions before them
 * @param machine where it ran
 * @param figures in the order in which they were measured
 */
record FigureReport(
    String bench, int repetitions, int warmUp, Map<String, String> machine, List<Figure> figures)
    implements Report {
  @Override
  public String text() {
    return "%s · %d repetitions after %d to warm up%n%s%n%n%s"
        .formatted(bench, repetitions, warmUp, machine, Figure.table(figures));
  }
}
