package org.refspark.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.ToyFactory;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TestRun;
import org.refspark.model.metrics.Convention;

class RunReportTest {
  private static final EvaluateConfig CONFIG =
      Settings.of(
              Map.of(
                  "evaluate.mask-size", "96",
                  "evaluate.ink-only", "true",
                  "evaluate.bootstrap-samples", "50",
                  "evaluate.pictures-per-task", "4"))
          .section("evaluate", EvaluateConfig.class);
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir Path folder;

  @Test
  void everythingAPageShowsLiesBesideIt() throws IOException {
    evaluatedRun("scenes");
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();

    for (var name : List.of("index.html", "gallery-test.html")) {
      var page = page(name);
      for (var outside : List.of("http:", "https:", "//", "@import", "url(", "<script", "<link")) {
        assertFalse(page.contains(outside), name + " contains " + outside);
      }
      var links = LINK.matcher(page);
      int found = 0;
      while (links.find()) {
        assertTrue(
            Files.exists(folder.resolve("run/report").resolve(links.group(1))), links.group());
        found++;
      }
      assertTrue(found > 10, found + " links");
    }
  }

  @Test
  void thePageTellsMetricsCurvesConventionsAndSettings() throws IOException {
    evaluatedRun("scenes");
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();

    var page = page("index.html");
    for (var expected :
        List.of(
            "AP50.per-expression",
            "95 %",
            "shown-threshold",
            "rpn.objectness",
            "<polyline",
            "train.epochs",
            "multiple",
            "gallery-test.html",
            "Vocabulary")) {
      assertTrue(page.contains(expected), expected);
    }
  }

  @Test
  void textOfDataCannotBecomeMarkup() throws IOException {
    evaluatedRun("<script>alert('x')</script> & \"quoted\"");
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();

    var page = page("index.html");
    assertFalse(page.contains("<script"));
    assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted"));
  }

  @Test
  void aRunWithoutEvaluationAndWithoutShardsStillHasAReport() throws IOException {
    run("scenes");
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();
    assertTrue(page("index.html").contains("Training"));

    evaluatedRun("scenes");
    Files.delete(folder.resolve("shards/manifest.json"));
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();
    assertTrue(page("index.html").contains("No pictures: "));
  }

  @Test
  void theGalleryShowsBestMiddleAndWorstAndEachPictureOnceByGroup() {
    var results = new java.util.ArrayList<ExpressionResult>();
    for (int i = 0; i < 40; i++) {
      results.add(new ExpressionResult("p" + i / 2, "e" + i, "text", 1, 1, i / 40.0, 0));
    }
    var groups = GallerySelection.of(results, 3, 1);

    assertEquals(List.of("e39", "e37", "e35"), ids(groups.get(0)));
    assertEquals(List.of("e19", "e20", "e17"), ids(groups.get(1)));
    assertEquals(List.of("e0", "e2", "e4"), ids(groups.get(2)));
    assertEquals(ids(groups.get(3)), ids(GallerySelection.of(results, 3, 1).get(3)));
    assertFalse(ids(groups.get(3)).equals(ids(GallerySelection.of(results, 3, 2).get(3))));
  }

  private static List<String> ids(GallerySelection group) {
    return group.results().stream().map(ExpressionResult::expression).toList();
  }

  private void run(String dataSet) throws IOException {
    var data =
        new RunRecord.Data(
            "shards", "abc", dataSet, "train", 7, 27, List.of("even"), List.of("the"));
    TestRun.write(
        storage("run"),
        "{\"model\": {\"name\": \"toy\"}, \"train\": {\"epochs\": 3}}",
        data,
        4,
        new ToyFactory(ToyFactory.Answers.DEAF).create().layout(),
        ToyFactory.weights());
  }

  private void evaluatedRun(String dataSet) throws IOException {
    run(dataSet);
    var conf = new SparkConf().setMaster("local[1]").setAppName("report");
    try (var spark = new JavaSparkContext(conf.set("spark.ui.enabled", "false"));
        var shards =
            TestShards.write(storage("shards"), Toys.pictures(7), List.of("even", "odd"))) {
      new Evaluation(spark, shards, storage("run/eval/test"), CONFIG, Convention.NONE)
          .ofModel(
              new ToyFactory(ToyFactory.Answers.DEAF),
              ToyFactory.weights(),
              "rounds/000004",
              Optional.empty());
    }
  }

  private String page(String name) throws IOException {
    return Files.readString(folder.resolve("run/report").resolve(name));
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
