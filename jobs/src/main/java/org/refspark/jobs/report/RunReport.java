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
import org.refspark.jobs.report.page.Html;
import org.refspark.jobs.report.page.Page;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Ledger;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.Validations;

/** Writes {@code run/report/index.html}: curves, metrics, pictures and facts in one file. */
public final class RunReport {
  private static final String FOLDER = "report";
  private static final String PAGE = "index.html";
  private static final String EVALUATIONS = "eval";
  private static final int MOST = 8;
  private static final int FEWEST = 2;
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
    var documents = documents();
    var page = new Page(title(), lead(record));
    addTraining(page, record, documents);
    addMetrics(page, documents);
    // Permuted expressions ask for one thing and expect another: their pictures would puzzle.
    var plain = documents.stream().filter(document -> !document.isPermuted()).toList();
    for (var document : plain) {
      page.section(
          "breakdown-" + document.split(),
          "By kind of expression: " + document.split(),
          MetricsSection.breakdown(document));
    }
    for (var document : plain) {
      addPictures(page, document, plain.size());
    }
    page.section("data", "Data", FactsSection.data(record));
    page.section("configuration", "Configuration", FactsSection.configuration(record));
    report.delete("");
    report.write(PAGE, page.bytes());
    return report.describe(PAGE);
  }

  private void addTraining(Page page, RunRecord record, List<MetricsDocument> documents)
      throws IOException {
    var pages = new Ledger(run).pages();
    var best = Validations.best(run);
    page.section("summary", "Summary", SummarySection.of(record, pages, best, documents));
    page.section("training", "Training", CurvesSection.of(pages) + FactsSection.training(pages));
    if (best.isPresent()) {
      var curve = ValidationSection.of(Validations.all(run), best.get());
      page.section("validation", "Validation", curve);
    }
    var time = TimeSection.of(pages);
    if (!time.isEmpty()) {
      page.section("time", "Where the time went", time);
    }
  }

  /** Only figures of one convention may stand beside each other. */
  private static void addMetrics(Page page, List<MetricsDocument> documents) {
    documents.stream()
        .collect(
            Collectors.groupingBy(
                document -> document.convention().name(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(
            alike -> {
              var first = alike.get(0);
              page.section("metrics-" + first.split(), "Metrics: " + first.split(), metrics(alike));
            });
  }

  private static String metrics(List<MetricsDocument> documents) {
    var first = documents.get(0);
    return MetricsSection.tiles(first)
        + MetricsSection.notes(first)
        + Html.part("All metrics with 95 % intervals", MetricsSection.table(documents))
        + MetricsSection.conventions(documents.get(documents.size() - 1));
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

  /**
   * Pictures need the shards, which may lie elsewhere by now.
   *
   * @param evaluations that share the page
   */
  private void addPictures(Page page, MetricsDocument document, int evaluations)
      throws IOException {
    var split = document.split();
    String pictures;
    try {
      var table = new PredictionTable(folder(split).child(Evaluation.PREDICTIONS));
      var manifest = table.manifest();
      var results = ExpressionResult.read(folder(split), document.results());
      var place = Storage.at(manifest.shards(), run.hadoopConfiguration());
      try (var shards = ShardSet.open(place)) {
        new StepsSection(run, config, factories)
            .of(shards, manifest, results)
            .ifPresent(
                steps -> page.section("steps-" + split, "How answers come about: " + split, steps));
        int each = Math.max(FEWEST, MOST / evaluations);
        pictures = new PicturesSection(config, each).of(split, shards, table, results);
      }
    } catch (DataFormatException | FileNotFoundException e) {
      LOG.warn("The report has no pictures of {}: {}", split, e.getMessage());
      pictures = PicturesSection.absent(e.getMessage());
    }
    page.section("pictures-" + split, "Pictures: " + split, pictures);
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
