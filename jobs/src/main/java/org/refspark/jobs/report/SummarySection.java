package org.refspark.jobs.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.train.LedgerPage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.Validations.Score;

/** The run in some sentences. */
final class SummarySection {
  private static final char NO_BREAK = '\u00a0';

  private SummarySection() {}

  /**
   * The sentences.
   *
   * @param documents its evaluations, the one to look at first before others
   * @param best of what was measured during training
   */
  static String of(
      RunRecord record,
      List<LedgerPage> pages,
      Optional<Score> best,
      List<MetricsDocument> documents) {
    var text = new StringBuilder();
    text.append(
        Html.format(
            "%s learnt from %,d pictures with %,d expressions of %s",
            model(record),
            record.data().pictures(),
            record.data().expressions(),
            record.data().dataSet()));
    if (pages.isEmpty()) {
      text.append("; no round has been run yet.");
    } else {
      var last = pages.get(pages.size() - 1);
      double seconds = pages.stream().mapToDouble(page -> page.timing().seconds()).sum();
      text.append(
          Html.format(
              ": %,d rounds of %,d workers, %,d optimiser steps, %s.",
              last.round(),
              last.workers().size(),
              last.iteration() + last.steps(),
              Html.time(seconds)));
    }
    best.ifPresent(
        score ->
            text.append(
                Html.format(
                    " During training %s was best after round %,d: %s" + NO_BREAK + "%%.",
                    score.metric(),
                    score.round(),
                    Html.percent(score.value()))));
    text.append(documents.isEmpty() ? " It has not been evaluated: refspark evaluate." : "");
    var html = new StringBuilder("<p>" + Html.text(text.toString()) + "</p>");
    documents.stream()
        .filter(document -> !document.isPermuted())
        .findFirst()
        .ifPresent(first -> html.append(measured(first, headOf(first, documents))));
    return html.toString();
  }

  /** Evaluations of one convention share a section, which has the name of the first. */
  private static String headOf(MetricsDocument document, List<MetricsDocument> documents) {
    return documents.stream()
        .filter(other -> other.convention().name().equals(document.convention().name()))
        .findFirst()
        .orElse(document)
        .split();
  }

  private static String measured(MetricsDocument document, String section) {
    var values =
        document.mainMetrics().stream()
            .filter(document.metrics()::containsKey)
            .map(
                name ->
                    MetricsSection.shortName(name)
                        + " "
                        + Html.percent(document.metrics().get(name))
                        + NO_BREAK
                        + "%")
            .collect(Collectors.joining(", "));
    return Html.format(
        "<p>On the %,d expressions of %s, %s: <b>%s</b>. <a href=\"#metrics-%s\">More</a></p>",
        document.expressions(),
        Html.text(document.split()),
        Html.text("convention " + document.convention().name()),
        Html.text(values),
        Html.text(section));
  }

  private static String model(RunRecord record) {
    return record.configuration().path("model").path("name").asText("The model");
  }
}
