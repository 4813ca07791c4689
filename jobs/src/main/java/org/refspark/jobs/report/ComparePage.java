package org.refspark.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.report.Comparison.Change;
import org.refspark.jobs.report.Comparison.Changed;
import org.refspark.jobs.report.page.Gallery;
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Page;
import org.refspark.jobs.report.page.PictureCard;
import org.refspark.jobs.report.page.PictureCard.Labelled;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.PairedBootstrap.Difference;

/** The page of a comparison: one file with its pictures in it. */
final class ComparePage {
  private static final int SHOWN = 6;
  private static final int WIDTH = 400;
  private static final int MANY = 16;
  private static final Logger LOG = LogManager.getLogger(ComparePage.class);

  private final Comparison comparison;
  private final double shownThreshold;

  /**
   * @param shownThreshold score above which a detection is drawn as the answer
   */
  ComparePage(Comparison comparison, double shownThreshold) {
    this.comparison = comparison;
    this.shownThreshold = shownThreshold;
  }

  byte[] bytes() throws IOException {
    var names = comparison.names();
    var lead =
        "A: %s · B: %s · %s, %,d expressions"
            .formatted(
                names.get(0),
                names.get(1),
                comparison.a().metrics().split(),
                comparison.a().results().size());
    var page = new Page("Comparison", lead).section("metrics", "Metrics", metrics());
    addPictures(page);
    return page.section(
            "settings",
            "What changed in the settings",
            changed(comparison.settings(), "Both runs have the same settings."))
        .section(
            "data",
            "What changed in data, versions and checkpoints",
            changed(comparison.facts(), "Nothing: the same data, versions and round."))
        .section("conventions", "Conventions", MetricsSection.conventions(comparison.a().metrics()))
        .bytes();
  }

  private String metrics() {
    var html = new StringBuilder("<div class=\"tiles\">");
    for (var name : comparison.a().metrics().mainMetrics()) {
      var difference = comparison.differences().get(name);
      if (difference != null) {
        html.append(
            Html.format(
                "<div class=\"tile\"><span>%s, B − A</span><b class=\"%s\">%s</b>"
                    + "<i>%s, p %s</i></div>",
                Html.text(MetricsSection.shortName(name)),
                css(difference),
                Comparison.points(difference.value()),
                Comparison.verdict(difference),
                sign(Comparison.p(difference))));
      }
    }
    html.append("</div><p class=\"note\">Points of percent; ");
    html.append(Html.text(convention())).append(".</p>");
    html.append(table());
    return html.toString();
  }

  /** Of both, where they differ in thresholds of their own. */
  private String convention() {
    var first = comparison.a().metrics().convention().line();
    var second = comparison.b().metrics().convention().line();
    return first.equals(second) ? first : "A: " + first + ". B: " + second;
  }

  /** Of both runs; measures that rank all detections together have no test. */
  private String table() {
    var a = comparison.a().metrics().metrics();
    var b = comparison.b().metrics().metrics();
    var names = new LinkedHashSet<>(a.keySet());
    names.addAll(b.keySet());
    var html =
        new StringBuilder(
            "<table><tr><th>Metric, %</th><th>A</th><th>B</th><th>B − A</th><th>95 % interval</th>"
                + "<th>p</th><th>B is</th></tr>");
    for (var name : names) {
      html.append("<tr><td>").append(Html.text(name)).append("</td>");
      html.append(cell(a.get(name))).append(cell(b.get(name)));
      var both = a.containsKey(name) && b.containsKey(name);
      html.append("<td>");
      html.append(both ? Comparison.points(b.get(name) - a.get(name)) : "–").append("</td>");
      html.append(test(comparison.differences().get(name))).append("</tr>");
    }
    return Html.scrolling("All metrics", html.append("</table>").toString())
        + Html.note(
            Html.format(
                "Intervals and p-values: paired bootstrap over %,d pictures. AP.coco, which ranks the"
                    + " detections of all expressions together, is not tested. “Better” and “worse”"
                    + " stand where p is at most %.2f; among many measures, one in twenty would come"
                    + " to that by chance.",
                pictureCount(), Comparison.LEVEL));
  }

  private int pictureCount() {
    return comparison.differences().values().stream()
        .mapToInt(Difference::pictures)
        .max()
        .orElse(0);
  }

  private static String cell(Double value) {
    return "<td>" + (value == null ? "–" : Html.percent(value)) + "</td>";
  }

  private static String test(Difference difference) {
    if (difference == null) {
      return "<td></td><td></td><td class=\"muted\">not tested</td>";
    }
    return Html.format(
        "<td>%s to %s</td><td>%s</td><td class=\"%s\">%s</td>",
        Comparison.points(difference.interval().low()),
        Comparison.points(difference.interval().high()),
        Html.text(Comparison.p(difference)),
        css(difference),
        Comparison.verdict(difference));
  }

  private static String sign(String p) {
    return p.startsWith("<") ? Html.text(p) : "= " + p;
  }

  private static String css(Difference difference) {
    return difference.isSignificant(Comparison.LEVEL)
        ? difference.value() > 0 ? "better" : "worse"
        : "muted";
  }

  private static String changed(List<Changed> changes, String nothing) {
    if (changes.isEmpty()) {
      return Html.note(nothing);
    }
    var html = new StringBuilder("<table class=\"changes\"><tr><th></th><th>A</th><th>B</th></tr>");
    for (var change : changes) {
      html.append(
          Html.format(
              "<tr><td>%s</td><td>%s</td><td>%s</td></tr>",
              Html.text(change.name()), Html.text(change.a()), Html.text(change.b())));
    }
    var table = Html.scrolling("Changes", html.append("</table>").toString());
    return changes.size() <= MANY
        ? table
        : Html.format(
            "<details><summary>%,d of them differ</summary>%s</details>", changes.size(), table);
  }

  /** Pictures need the shards, which may lie elsewhere by now. */
  private void addPictures(Page page) throws IOException {
    var a = comparison.a();
    var place = Storage.at(a.manifest().shards(), a.run().hadoopConfiguration());
    try (var shards = ShardSet.open(place)) {
      var first = panels(a, shards);
      var second = panels(comparison.b(), shards);
      var gained = group("B", comparison.gained(), first, second);
      var lost = group("A", comparison.lost(), first, second);
      page.section("gained", "Gained", gained).section("lost", "Lost", lost);
    } catch (DataFormatException | FileNotFoundException e) {
      LOG.warn("The comparison has no pictures: {}", e.getMessage());
      page.section("pictures", "Pictures", PicturesSection.absent(e.getMessage()));
    }
  }

  private AnswerPanels panels(Evaluated run, ShardSet shards) throws IOException {
    return new AnswerPanels(run.metrics().split(), shards, run.predictions(), shownThreshold);
  }

  /** Expressions that one of the runs alone answers right. */
  private String group(String right, List<Change> changes, AnswerPanels first, AnswerPanels second)
      throws IOException {
    var shown = Comparison.ofDifferentPictures(changes, SHOWN);
    var cards = new ArrayList<PictureCard>();
    for (var change : shown) {
      cards.add(card(change, first.of(change.a()), second.of(change.b())));
    }
    return Html.note(
            Html.format(
                "%,d of %,d expressions have an IoU of at least %.0f %% with %s alone%s.",
                changes.size(),
                comparison.a().results().size(),
                100 * Comparison.RIGHT,
                right,
                shown.isEmpty() ? "" : "; here are those that changed most, one of a picture"))
        + new Gallery(List.of(), WIDTH).html(cards);
  }

  private static PictureCard card(Change change, AnswerPanels.Answer a, AnswerPanels.Answer b) {
    return new PictureCard(
        change.a().text(),
        change.a().image(),
        Map.of(),
        List.of(
            new Labelled("Ground truth", a.truth()),
            new Labelled("A, IoU " + Html.percent(change.a().iou()), a.prediction()),
            new Labelled("B, IoU " + Html.percent(change.b().iou()), b.prediction())));
  }
}
