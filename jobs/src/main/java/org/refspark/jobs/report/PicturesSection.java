package org.refspark.jobs.report;

import java.io.IOException;
import java.util.List;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;

/** Pictures of an evaluation: some on the report's first page, more on a page of their own. */
final class PicturesSection {
  private static final int SHOWN_HERE = 2;
  private static final int SHOWN_IN_GALLERY = 8;

  private final Storage report;
  private final String title;
  private final EvaluateConfig config;

  /**
   * @param report folder of the pages
   * @param title of the gallery's page
   */
  PicturesSection(Storage report, String title, EvaluateConfig config) {
    this.report = report;
    this.title = title;
    this.config = config;
  }

  /**
   * Draws the pictures and writes the gallery.
   *
   * @param split name of the evaluation
   * @return the section of the first page
   */
  String of(String split, ShardSet shards, PredictionTable table, List<ExpressionResult> results)
      throws IOException {
    var panels = new AnswerPanels(split, shards, table, config.shownThreshold());
    var pictures = new GalleryPictures(report, split, panels);
    var rank = GallerySelection.Rank.of(results);
    var here = new StringBuilder();
    var all = new StringBuilder("<p><a href=\"index.html\">To the report</a></p>\n");
    for (var group : GallerySelection.of(results, SHOWN_IN_GALLERY, config.seed())) {
      var cards = pictures.cards(group.results(), rank);
      all.append(Page.section(group.title(), group.title(), grid(cards)));
      here.append("<h3>").append(Html.text(group.title())).append("</h3>");
      here.append(grid(cards.subList(0, Math.min(SHOWN_HERE, cards.size()))));
    }
    var name = "gallery-" + split + ".html";
    var lead = "Expressions of %s: the best, the middle and the worst by %s, and some at random";
    report.write(
        name, new Page(title, lead.formatted(split, rank.title()), all.toString()).bytes());
    here.append(
        Html.format(
            "<p><a href=\"%s\">More pictures of %s</a></p>", Html.text(name), Html.text(split)));
    return Page.section("pictures-" + split, "Pictures: " + split, here.toString());
  }

  /** What stands in the place of pictures that cannot be drawn. */
  static String absent(String split, String reason) {
    var note = "<p class=\"note\">" + Html.text("No pictures: " + reason) + "</p>";
    return Page.section("pictures-" + split, "Pictures: " + split, note);
  }

  private static String grid(List<Card> cards) {
    var html = new StringBuilder("<div class=\"gallery\">\n");
    cards.forEach(card -> html.append(card.html()));
    return html.append("</div>").toString();
  }
}
