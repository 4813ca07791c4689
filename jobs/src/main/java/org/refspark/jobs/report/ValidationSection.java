package org.refspark.jobs.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Plot;
import org.refspark.jobs.train.Validations.Score;

/** What a run came to while it was trained, with the best round marked. */
final class ValidationSection {
  private static final List<String> ALSO =
      List.of("AP.per-expression", "AP50.per-expression", "mIoU", "oIoU");

  private ValidationSection() {}

  /**
   * The curve.
   *
   * @param scores by round, at least one
   * @param best the one whose checkpoint is kept
   */
  static String of(List<Score> scores, Score best) {
    double[] rounds = scores.stream().mapToDouble(Score::round).toArray();
    var plot = new Plot("Measured during training, %", "round");
    for (var name : names(scores.get(0))) {
      double[] values =
          scores.stream()
              .mapToDouble(score -> 100 * score.metrics().getOrDefault(name, Double.NaN))
              .toArray();
      plot.series(MetricsSection.shortName(name)).line(rounds, values).dots(rounds, values);
    }
    plot.mark(best.round(), "best");
    return plot.html()
        + Html.note(
            Html.format(
                "Best: %s %s %% after round %,d, of %,d measurements. Its checkpoint is kept:"
                    + " refspark evaluate checkpoint=best.",
                best.metric(), Html.percent(best.value()), best.round(), scores.size()))
        + Html.note("Measured by: " + best.measuredBy());
  }

  /** The one that checkpoints are compared by comes first. */
  private static Set<String> names(Score score) {
    var names = new LinkedHashSet<String>();
    names.add(score.metric());
    ALSO.stream().filter(score.metrics()::containsKey).forEach(names::add);
    return names;
  }
}
