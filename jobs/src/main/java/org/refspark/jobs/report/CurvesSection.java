package org.refspark.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.refspark.jobs.train.LedgerPage;

/** The loss along training: total, and each of its parts. */
final class CurvesSection {
  private CurvesSection() {}

  /** Charts of the rounds that were run; a sentence where there are none. */
  static String of(List<LedgerPage> pages) {
    if (pages.isEmpty()) {
      return "<p class=\"note\">No round of training has been run.</p>";
    }
    var html = new StringBuilder();
    var total = curve("Loss", pages, LedgerPage.Batch::loss);
    html.append(Html.format("<div class=\"wide\">%s</div>", LineChart.svg(total, 1080, 320)));
    html.append(Html.format("<div class=\"narrow\">%s</div>", LineChart.svg(total, 420, 260)));
    html.append(
        "<p class=\"note\">Total loss of each mini-batch by optimiser step; bold: exponential mean."
            + "</p>");
    var names = new LinkedHashSet<String>();
    pages.forEach(page -> names.addAll(page.parts().keySet()));
    if (names.size() > 1) {
      html.append("<div class=\"charts\">");
      for (var name : names) {
        var curve = curve(name, pages, batch -> batch.parts().getOrDefault(name, Double.NaN));
        html.append(
            Html.format(
                "<figure><figcaption>%s</figcaption>%s</figure>",
                Html.text(name), LineChart.svg(curve, 420, 220)));
      }
      html.append("</div>");
    }
    return html.toString();
  }

  /** Workers take their steps at the same time: a step's value is the mean of theirs. */
  private static Curve curve(
      String name, List<LedgerPage> pages, ToDoubleFunction<LedgerPage.Batch> value) {
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
    return new Curve(name, array(x), array(y));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
