package org.refspark.jobs.report;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.report.page.Html;

/** Metrics of all evaluations side by side, their conventions, and the breakdowns of the first. */
final class MetricsSection {
  private static final Map<String, String> TITLES =
      Map.of(
          "targets", "Objects meant",
          "category", "Category",
          "words", "Words of the expression");

  private MetricsSection() {}

  /** The main metrics of an evaluation, large. */
  static String tiles(MetricsDocument document) {
    var tiles = new StringBuilder("<div class=\"tiles\">");
    for (var name : document.mainMetrics()) {
      var value = document.metrics().get(name);
      if (value != null) {
        tiles.append(
            Html.format(
                "<div class=\"tile\"><span>%s</span><b>%s %%</b><i>%s</i></div>",
                Html.text(shortName(name)), Html.percent(value), interval(document, name)));
      }
    }
    return tiles
        .append(
            Html.format(
                "</div><p class=\"note\">Below each value its 95 %% interval; %s.</p>",
                Html.text(document.convention().line())))
        .toString();
  }

  /** What readers of the bare numbers would not expect. */
  static String notes(MetricsDocument document) {
    var html = new StringBuilder();
    document.notes().forEach(note -> html.append(Html.note(note)));
    return html.toString();
  }

  /** All metrics by evaluation, in percent, with 95 % intervals. */
  static String table(List<MetricsDocument> documents) {
    var names = new LinkedHashSet<String>();
    documents.forEach(document -> names.addAll(document.metrics().keySet()));
    var html = new StringBuilder("<table><tr><th>Metric, %</th>");
    for (var document : documents) {
      html.append(
          Html.format(
              "<th colspan=\"2\">%s<br>%,d expressions</th>",
              Html.text(document.split()), document.expressions()));
    }
    html.append("</tr>");
    for (var name : names) {
      html.append("<tr><td>").append(Html.text(name)).append("</td>");
      for (var document : documents) {
        var value = document.metrics().get(name);
        html.append(
            value == null
                ? "<td>–</td><td></td>"
                : Html.format(
                    "<td>%s</td><td class=\"interval\">%s</td>",
                    Html.percent(value), interval(document, name)));
      }
      html.append("</tr>");
    }
    return Html.scrolling("All metrics", html.append("</table>").toString());
  }

  /** What the numbers mean. */
  static String conventions(MetricsDocument document) {
    var html = new StringBuilder("<details><summary>What these numbers mean</summary><dl>");
    document
        .conventions()
        .forEach(
            (name, text) ->
                html.append(
                    Html.format("<dt>%s</dt><dd>%s</dd>", Html.text(name), Html.text(text))));
    return html.append("</dl></details>").toString();
  }

  /** The main metrics by group. */
  static String breakdown(MetricsDocument document) {
    var html = new StringBuilder();
    document
        .breakdown()
        .forEach(
            (property, groups) -> {
              var title = TITLES.getOrDefault(property, property);
              html.append(Html.part(title, groups(title, groups, document.mainMetrics())));
            });
    return html.toString();
  }

  private static String groups(
      String title, Map<String, MetricsDocument.Group> groups, List<String> main) {
    var html = new StringBuilder("<table><tr><th></th><th>Expressions</th>");
    main.forEach(name -> html.append(Html.format("<th>%s</th>", Html.text(shortName(name)))));
    html.append("</tr>");
    groups.forEach(
        (name, group) -> {
          html.append(
              Html.format("<tr><td>%s</td><td>%,d</td>", Html.text(name), group.expressions()));
          for (var metric : main) {
            html.append(cell(group.metrics().get(metric), metric.equals(main.get(0))));
          }
          html.append("</tr>");
        });
    return Html.scrolling(title, html.append("</table>").toString());
  }

  private static String cell(Double value, boolean withBar) {
    if (value == null) {
      return "<td>–</td>";
    }
    var bar =
        withBar
            ? Html.format("<span class=\"bar\"><i style=\"width:%.1f%%\"></i></span>", 100 * value)
            : "";
    return "<td>" + bar + "<span class=\"value\">" + Html.percent(value) + "</span></td>";
  }

  static String shortName(String metric) {
    return metric.replace(".per-expression", "");
  }

  private static String interval(MetricsDocument document, String name) {
    var interval = document.intervals().get(name);
    return interval == null
        ? ""
        : Html.percent(interval.low()) + "–" + Html.percent(interval.high());
  }
}
