package org.refspark.jobs.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Plot;
import org.refspark.jobs.train.LedgerPage;
import org.refspark.jobs.train.RoundTimes;

/** Where the time of the rounds went: over the rounds, and in sum. */
final class TimeSection {
  private static final int MOST_BARS = 250;

  private static final List<Part> PARTS =
      List.of(
          new Part(
              "train", "the workers' tasks: their steps and waiting for input", RoundTimes::work),
          new Part("broadcast", "handing values to the workers", RoundTimes::send),
          new Part("reduce", "averaging and collecting values", RoundTimes::average),
          new Part("checkpoint", "writing checkpoints", RoundTimes::checkpointBefore),
          new Part("evaluate", "measuring during training", RoundTimes::validationBefore));

  private TimeSection() {}

  private record Part(String name, String meaning, ToDoubleFunction<RoundTimes> seconds) {
    double of(List<LedgerPage> pages) {
      return pages.stream().mapToDouble(page -> seconds.applyAsDouble(page.timing().parts())).sum();
    }
  }

  /** The section; empty where no round was measured. */
  static String of(List<LedgerPage> pages) {
    double all = PARTS.stream().mapToDouble(part -> part.of(pages)).sum();
    return all > 0 ? "<div class=\"stacked\">" + plot(pages) + "</div>" + table(pages, all) : "";
  }

  /** Parts upon each other, a bar for each round or for some neighbours. */
  private static String plot(List<LedgerPage> pages) {
    int stride = (pages.size() + MOST_BARS - 1) / MOST_BARS;
    int bars = (pages.size() + stride - 1) / stride;
    double[] x = new double[2 * bars];
    double[] floor = new double[2 * bars];
    for (int bar = 0; bar < bars; bar++) {
      x[2 * bar] = pages.get(bar * stride).round() - 0.5;
      x[2 * bar + 1] = pages.get(end(bar, stride, pages) - 1).round() + 0.5;
    }
    var plot = new Plot("Seconds of a round, by what they went into", "round");
    for (var part : PARTS) {
      double[] roof = floor.clone();
      for (int bar = 0; bar < bars; bar++) {
        var some = pages.subList(bar * stride, end(bar, stride, pages));
        double seconds = part.of(some) / some.size();
        roof[2 * bar] += seconds;
        roof[2 * bar + 1] += seconds;
      }
      plot.series(part.name()).band(x, floor, roof);
      floor = roof;
    }
    return plot.html();
  }

  private static int end(int bar, int stride, List<LedgerPage> pages) {
    return Math.min(pages.size(), (bar + 1) * stride);
  }

  private static String table(List<LedgerPage> pages, double all) {
    var html =
        new StringBuilder("<table><tr><th></th><th></th><th>Time</th><th>Share, %</th></tr>");
    for (var part : PARTS) {
      double seconds = part.of(pages);
      html.append(
          Html.format(
              "<tr><td>%s</td><td class=\"text\">%s</td><td>%s</td><td>%s</td></tr>",
              Html.text(part.name()),
              Html.text(part.meaning()),
              Html.time(seconds),
              Html.percent(seconds / all)));
    }
    return Html.scrolling("Time by part", html.append("</table>").toString())
        + Html.note(
            "By the driver's clock. Checkpoints and measurements stand with the round after them, so"
                + " that those after the last round are missing.");
  }
}
