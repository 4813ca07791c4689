package org.refspark.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.refspark.jobs.report.page.Curve;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Plot;
import org.refspark.jobs.train.LedgerPage;

/** The loss along training: total, and each of its parts. */
final class CurvesSection {
  private CurvesSection() {}

  /** Charts of the rounds that were run; a sentence where there are none. */
  static String of(List<LedgerPage> pages) {
    if (pages.isEmpty()) {
      return Html.note("No round of training has been run.");
    }
    var html = new StringBuilder();
    html.append(plot("Loss", pages, LedgerPage.Batch::loss).html());
    html.append(Html.note("Total loss of each mini-batch; bold: exponential mean."));
    var names = new LinkedHashSet<String>();
    pages.forEach(page -> names.addAll(page.parts().keySet()));
    if (names.size() > 1) {
      html.append("<div class=\"charts\">");
      for (var name : names) {
        html.append(
            plot(name, pages, batch -> batch.parts().getOrDefault(name, Double.NaN)).low().html());
      }
      html.append("</div>");
    }
    return html.toString();
  }

  private static Plot plot(
      String name, List<LedgerPage> pages, ToDoubleFunction<LedgerPage.Batch> value) {
    return new Plot(name, "optimiser step").series(name).smoothed(curve(pages, value));
  }

  /** Workers take their steps at the same time: a step's value is the mean of theirs. */
  private static Curve curve(List<LedgerPage> pages, ToDoubleFunction<LedgerPage.Batch> value) {
    var x = new ArrayList<Double>();
    var y = new ArrayList<Double>();
    for (var page : pages) {
      for (int step = 0; step < page.steps(); step++) {
        int at = step;
        var batches =
            page.workers().stream()
                .filter(work -> work.steps().size() > at)
                .map(work -> work.steps().get(at))
                .toList();
        int examples = batches.stream().mapToInt(LedgerPage.Batch::examples).sum();
        if (examples > 0) {
          x.add((double) page.iteration() + step + 1);
          y.add(
              batches.stream().mapToDouble(b -> b.examples() * value.applyAsDouble(b)).sum()
                  / examples);
        }
      }
    }
    return new Curve(array(x), array(y));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
