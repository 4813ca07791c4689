package org.refspark.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.ModelFactories;
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
  private static final Logger LOG = LogManager.getLogger(RunReport.class);

  private final Storage run;
  private final Storage report;
  private final EvaluateConfig config;
  private final ModelFactories factories;

  /**
   * @param run the run directory
   * @param config names the threshold of shown detections and the seed of random pictures
   * @param factories of the network, whose steps of an answer are drawn
   */
  public RunReport(Storage run, EvaluateConfig config, ModelFactories factories) {
    this.run = run;
    this.report = run.child(FOLDER);
    this.config = config;
    this.factories = factories;
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
    // Only figures of one convention may stand beside each other.
    documents.stream()
        .collect(
            Collectors.groupingBy(
                document -> document.convention().name(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(ofOneConvention -> body.append(metrics(ofOneConvention)));
    body.append(
        Page.section(
            "training", "Training", CurvesSection.of(pages) + FactsSection.training(pages)));
    // Permuted expressions ask for one thing and expect another: their pictures would puzzle.
    var plain = documents.stream().filter(document -> !document.isPermuted()).toList();
    for (var document : plain) {
      body.append(pictures(document));
    }
    for (var document : plain) {
      body.append(
          Page.section(
              "breakdown-" + document.split(),
              "By kind of expression: " + document.split(),
              MetricsSection.breakdown(document)));
    }
    body.append(Page.section("data", "Data", FactsSection.data(record)));
    body.append(Page.section("configuration", "Configuration", FactsSection.configuration(record)));
    report.write("index.html", new Page(title(), lead(record), body.toString()).bytes());
    return report.describe("index.html");
  }

  private static String metrics(List<MetricsDocument> documents) {
    var first = documents.get(0);
    return Page.section(
        "metrics-" + first.split(),
        "Metrics: " + first.split(),
        MetricsSection.tiles(first)
            + MetricsSection.notes(first)
            + "<h3>All metrics with 95 % intervals</h3>"
            + MetricsSection.table(documents)
            + MetricsSection.conventions(documents.get(documents.size() - 1)));
  }

  /** The evaluations of the run by name: a permuted one follows what it is compared with. */
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

  /** Pictures need the shards, which may lie elsewhere by now. */
  private String pictures(MetricsDocument document) throws IOException {
    var split = document.split();
    try {
      var table = new PredictionTable(folder(split).child(Evaluation.PREDICTIONS));
      var manifest = table.manifest();
      var results = ExpressionResult.read(folder(split), document.results());
      var place = Storage.at(manifest.shards(), run.hadoopConfiguration());
      try (var shards = ShardSet.open(place)) {
        var steps =
            new StepsSection(run, report, config, factories).of(split, shards, manifest, results);
        var drawn = new PicturesSection(report, title(), config).of(split, shards, table, results);
        return steps.orElse("") + drawn;
      }
    } catch (DataFormatException | FileNotFoundException e) {
      LOG.warn("The report has no pictures of {}: {}", split, e.getMessage());
      return PicturesSection.absent(split, e.getMessage());
    }
  }

  private Storage folder(String name) {
    return run.child(EVALUATIONS + "/" + name);
  }

  private String title() {
    var place = run.place();
    return place.substring(place.lastIndexOf('/') + 1);
  }

  private static String lead(RunRecord record) {
    return "%s on %s, split %s"
        .formatted(
            record.configuration().path("model").path("name").asText("model"),
            record.data().dataSet(),
            record.data().split());
  }
}
