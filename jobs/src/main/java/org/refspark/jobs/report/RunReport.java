package org.refspark.jobs.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Ledger;
import org.refspark.jobs.train.RunRecord;

/**
 * Writes {@code run/report/}: {@code index.html} with curves, metrics and facts, and a page of
 * pictures for each evaluation.
 */
public final class RunReport {
  private static final String FOLDER = "report";
  private static final String EVALUATIONS = "eval";
  private static final int SHOWN_HERE = 2;
  private static final int SHOWN_IN_GALLERY = 8;
  private static final Logger LOG = LogManager.getLogger(RunReport.class);

  private final Storage run;
  private final Storage report;
  private final EvaluateConfig config;

  /**
   * @param run the run directory
   * @param config names the threshold of shown detections and the seed of random pictures
   */
  public RunReport(Storage run, EvaluateConfig config) {
    this.run = run;
    this.report = run.child(FOLDER);
    this.config = config;
  }

  /**
   * Writes the report.
   *
   * @return the place of its page
   */
  public String write() throws IOException {
    var record = RunRecord.read(run);
    var pages = new Ledger(run).pages();
    var documents = documents();
    report.delete("");
    var body = new StringBuilder();
    if (!documents.isEmpty()) {
      body.append(metrics(documents));
    }
    body.append(
        Page.section(
            "training", "Training", CurvesSection.of(pages) + FactsSection.training(pages)));
    for (var document : documents) {
      body.append(gallery(document));
    }
    for (var document : documents) {
      body.append(
          Page.section(
              "breakdown-" + document.split(),
              "By kind of expression: " + document.split(),
              MetricsSection.breakdown(document)));
    }
    body.append(Page.section("data", "Data", FactsSection.data(record)));
    body.append(Page.section("configuration", "Configuration", FactsSection.configuration(record)));
    var page = new Page(title(), lead(record), body.toString());
    report.write("index.html", page.bytes());
    return report.describe("index.html");
  }

  private String metrics(List<MetricsDocument> documents) {
    var first = documents.get(0);
    var last = documents.get(documents.size() - 1);
    return Page.section(
        "metrics",
        "Metrics: " + first.split(),
        MetricsSection.tiles(first)
            + "<h3>All metrics with 95 % intervals</h3>"
            + MetricsSection.table(documents)
            + MetricsSection.conventions(last));
  }

  /** The evaluations of the run; a permuted one stands behind the one it is compared with. */
  private List<MetricsDocument> documents() throws IOException {
    var documents = new ArrayList<MetricsDocument>();
    for (var name : run.list(EVALUATIONS)) {
      var folder = folder(name);
      if (MetricsDocument.isIn(folder)) {
        documents.add(MetricsDocument.read(folder));
      }
    }
    return documents;
  }

  private String gallery(MetricsDocument document) throws IOException {
    var split = document.split();
    var folder = folder(split);
    var table = new PredictionTable(folder.child(Evaluation.PREDICTIONS));
    var place = table.manifest().shards();
    try (var shards = ShardSet.open(Storage.at(place, run.hadoopConfiguration()))) {
      var pictures = new GalleryPictures(report, split, shards, table, config.shownThreshold());
      var groups =
          GallerySelection.of(ExpressionResult.read(folder), SHOWN_IN_GALLERY, config.seed());
      var here = new StringBuilder();
      var all = new StringBuilder();
      for (var group : groups) {
        var cards = pictures.cards(group.results());
        all.append(Page.section(group.title(), group.title(), grid(cards)));
        here.append("<h3>").append(Html.text(group.title())).append("</h3>");
        here.append(grid(cards.subList(0, Math.min(SHOWN_HERE, cards.size()))));
      }
      var name = "gallery-" + split + ".html";
      var lead = "Expressions of %s: best, middle, worst by AP, and at random".formatted(split);
      report.write(name, new Page(title(), lead, all.toString()).bytes());
      here.append(
          Html.format(
              "<p><a href=\"%s\">More pictures of %s</a></p>", Html.text(name), Html.text(split)));
      return Page.section("pictures-" + split, "Pictures: " + split, here.toString());
    } catch (org.refspark.data.DataFormatException e) {
      LOG.warn("The report shows no pictures of {}: {}", split, e.getMessage());
      return Page.section(
          "pictures-" + split,
          "Pictures: " + split,
          "<p class=\"note\">" + Html.text("The shards are not there: " + place) + "</p>");
    }
  }

  private static String grid(List<Card> cards) {
    var html = new StringBuilder("<div class=\"gallery\">\n");
    cards.forEach(card -> html.append(card.html()));
    return html.append("</div>").toString();
  }

  private Storage folder(String name) {
    return run.child(EVALUATIONS + "/" + name);
  }

  private String title() {
    var place = run.place();
    return place.substring(place.lastIndexOf('/') + 1);
  }

  private String lead(RunRecord record) {
    return "%s on %s, split %s"
        .formatted(
            record.configuration().path("model").path("name").asText("model"),
            record.data().dataSet(),
            record.data().split());
  }
}
