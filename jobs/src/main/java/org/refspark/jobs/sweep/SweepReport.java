package org.refspark.jobs.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Page;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.sweep.SweepResults.Against;
import org.refspark.jobs.sweep.SweepResults.PointResult;
import org.refspark.jobs.sweep.SweepResults.TrialLine;
import org.refspark.jobs.train.RunRecord;

/** Writes {@code report/index.html} of a sweep. */
final class SweepReport {
  private static final String PAGE = "report/index.html";
  private static final double LEVEL = 0.05;

  private final Storage sweep;
  private final double shownThreshold;

  /**
   * @param shownThreshold score above which a detection is drawn as the answer
   */
  SweepReport(Storage sweep, double shownThreshold) {
    this.sweep = sweep;
    this.shownThreshold = shownThreshold;
  }

  /**
   * Writes the page.
   *
   * @return its place
   */
  String write() throws IOException {
    var results = SweepResults.read(sweep);
    var record = Json.read(sweep, SweepRecord.NAME, SweepRecord.class);
    var plots = new SweepPlots(sweep, results);
    var page = new Page(title(), lead(results)).section("results", "Results", table(results));
    plots.along().ifPresent(html -> page.section("along", "Over " + results.along(), html));
    plots.cost().ifPresent(html -> page.section("cost", "What it costs", html));
    plots.losses().ifPresent(html -> page.section("losses", "Losses", html));
    page.section(
        "pictures",
        "The same expressions",
        new SweepPictures(sweep, results, shownThreshold).html());
    page.section("trials", "Trials", trials(results, record));
    page.section("data", "Data and versions", facts(results));
    sweep.write(PAGE, page.bytes());
    return sweep.describe(PAGE);
  }

  private String title() {
    return sweep.place().substring(sweep.place().lastIndexOf('/') + 1);
  }

  private static String lead(SweepResults results) {
    long finished = results.points().stream().mapToLong(PointResult::finished).sum();
    long all = results.points().stream().mapToLong(point -> point.trials().size()).sum();
    return Html.format(
        "A sweep of %d points; %d of %d trials have finished%s",
        results.points().size(),
        finished,
        all,
        results.scale().isEmpty() ? "" : "; " + results.scale());
  }

  private static String table(SweepResults results) {
    var text = new SweepTable(results);
    var html = new StringBuilder("<table><tr><th></th>");
    for (var metric : results.metrics()) {
      html.append(head(SweepTable.shortName(metric)));
      if (text.isPublished(metric)) {
        html.append(head("published"));
      }
    }
    if (text.isTested()) {
      html.append("<th>to the first</th><th>95 % interval</th><th>p</th>");
    }
    html.append("<th>trials</th><th>min</th><th></th></tr>");
    for (var point : results.points()) {
      html.append("<tr><td>").append(Html.text(point.name())).append("</td>");
      for (var metric : results.metrics()) {
        html.append(cell(SweepTable.mean(point.metrics().get(metric))));
        if (text.isPublished(metric)) {
          var published = point.published().get(metric);
          html.append("<td class=\"muted\">")
              .append(published == null ? "–" : Html.format("%.2f", published))
              .append("</td>");
        }
      }
      if (text.isTested()) {
        html.append(against(point.against().get(results.metrics().get(0))));
      }
      html.append(cell("%d of %d".formatted(point.finished(), point.trials().size())));
      html.append(cell(SweepTable.minutes(point))).append(cell(SweepTable.note(point)));
      html.append("</tr>");
    }
    html.append("</table>");
    var notes = new StringBuilder();
    text.notes().forEach(note -> notes.append(Html.note(note)));
    return Html.scrolling("Results by point", html.toString()) + notes;
  }

  private static String against(Against against) {
    if (against == null) {
      return "<td>–</td><td></td><td></td>";
    }
    var css = against.p() > LEVEL ? "muted" : against.difference() > 0 ? "better" : "worse";
    return Html.format(
        "<td class=\"%s\">%+.2f</td><td>%+.2f to %+.2f</td><td>%s</td>",
        css,
        100 * against.difference(),
        100 * against.low(),
        100 * against.high(),
        Html.text(SweepTable.p(against.p())));
  }

  private static String head(String text) {
    return "<th>" + Html.text(text) + "</th>";
  }

  private static String cell(String text) {
    return "<td>" + Html.text(text) + "</td>";
  }

  private static String trials(SweepResults results, SweepRecord record) {
    var planned = new LinkedHashMap<String, SweepRecord.Planned>();
    record.trials().forEach(trial -> planned.put(trial.name(), trial));
    var keys = new TreeSet<String>();
    record.trials().forEach(trial -> keys.addAll(trial.values().keySet()));
    var html = new StringBuilder("<table><tr><th>Trial</th>");
    keys.forEach(key -> html.append(head(key)));
    results.metrics().forEach(metric -> html.append(head(SweepTable.shortName(metric))));
    html.append("<th>rounds</th><th>examples</th><th>training</th><th>state</th></tr>");
    for (var point : results.points()) {
      for (var trial : point.trials()) {
        html.append("<tr>").append(cell(trial.name()));
        var values = planned.get(trial.name());
        for (var key : keys) {
          html.append(cell(values == null ? "–" : values.values().getOrDefault(key, "–")));
        }
        html.append(row(trial, results.metrics())).append("</tr>");
      }
    }
    return Html.scrolling("All trials", html.append("</table>").toString())
        + Html.note(
            "Each trial is a run, trials/NAME, for refspark report run=… and compare run=… run=…");
  }

  private static String row(TrialLine trial, List<String> metrics) {
    var html = new StringBuilder();
    for (var metric : metrics) {
      var value = trial.metrics().get(metric);
      html.append(cell(value == null ? "–" : Html.format("%.2f", 100 * value)));
    }
    html.append(cell(Html.format("%,d", trial.rounds())));
    html.append(cell(Html.format("%,d", trial.examples())));
    html.append(cell(trial.seconds() == 0 ? "–" : Html.time(trial.seconds())));
    return html.append(cell(trial.state().name().toLowerCase(Locale.ROOT))).toString();
  }

  /** Of the first trial that has begun: data and versions are all trials'. */
  private String facts(SweepResults results) throws IOException {
    for (var point : results.points()) {
      for (var trial : point.trials()) {
        var run = SweepResults.run(sweep, trial);
        if (run.exists(RunRecord.NAME)) {
          return facts(RunRecord.read(run));
        }
      }
    }
    return Html.note("No trial has begun.");
  }

  private static String facts(RunRecord record) {
    var facts = new ArrayList<Map.Entry<String, String>>();
    facts.add(Map.entry("Model", record.configuration().at("/model/name").asText("unknown")));
    facts.add(
        Map.entry(
            "Learnt from",
            Html.format(
                "%s, %s: %,d pictures, %,d expressions",
                record.data().dataSet(),
                record.data().split(),
                record.data().pictures(),
                record.data().expressions())));
    facts.add(Map.entry("Hash of these shards", Html.format("%.12s…", record.data().hash())));
    facts.add(Map.entry("First trial begun", record.created()));
    record.versions().forEach((name, version) -> facts.add(Map.entry(name, version)));
    var html = new StringBuilder("<dl class=\"facts\">");
    for (var fact : facts) {
      html.append(
          Html.format(
              "<div><dt>%s</dt><dd>%s</dd></div>",
              Html.text(fact.getKey()), Html.text(fact.getValue())));
    }
    return html.append("</dl>").toString();
  }
}
