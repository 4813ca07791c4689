package org.refspark.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.Expression;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;
import org.refspark.data.mask.Rle;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.ExpressionResult;
import org.refspark.jobs.evaluate.ModelFactory;
import org.refspark.jobs.evaluate.ToyFactory;
import org.refspark.jobs.evaluate.Toys;
import org.refspark.jobs.report.page.Chromium;
import org.refspark.jobs.report.page.WholePage;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TestRun;
import org.refspark.model.metrics.Convention;
import org.refspark.model.metrics.Pointing;

class RunReportTest {
  private static final EvaluateConfig CONFIG = config("none");
  private static final Pattern PICTURE = Pattern.compile("data:image/[a-z]+;base64,([^\"]+)");

  @TempDir Path folder;

  @Test
  void thePageIsOneFileWithItsPicturesInIt() throws Exception {
    evaluatedRun("scenes");
    report();

    try (var files = Files.list(folder.resolve("run/report"))) {
      assertEquals(List.of("index.html"), files.map(f -> f.getFileName().toString()).toList());
    }
    var text = WholePage.check(page("index.html"));
    assertTrue(count(text, "<img src=\"data:\"") > 10, "pictures");
    assertTrue(count(text, "href=\"#") > 5, "the list of its sections");
  }

  @Test
  void thePageWorksOnAPhoneAndADeskInLightAndDark() throws Exception {
    var chromium = Chromium.installed(folder);
    evaluatedRun("scenes");
    TestRun.measured(storage("run"), 2, 0.5);
    TestRun.measured(storage("run"), 4, 0.7);
    report();
    var page = folder.resolve("run/report/index.html");
    for (var scheme : Chromium.Scheme.values()) {
      var phone = chromium.look(page, 390, scheme);
      assertEquals(8, phone.path("plots").asInt(), "loss, its parts, validation, time");
      for (var choice : phone.path("galleries").get(0).path("choices")) {
        assertTrue(choice.path("shown").asInt() > 0, "nothing is shown of " + choice);
      }
      chromium.look(page, 1400, scheme);
    }
  }

  @Test
  void thePageTellsMetricsCurvesConventionsAndSettings() throws IOException {
    evaluatedRun("scenes");
    report();

    var page = page("index.html");
    for (var expected :
        List.of(
            "AP50.per-expression",
            "95 %",
            "shown-threshold",
            "rpn.objectness",
            "class=\"line\" d=\"M0.00 ",
            "train.epochs",
            "multiple",
            "<select name=\"group\">",
            "Vocabulary")) {
      assertTrue(page.contains(expected), expected);
    }
  }

  /** TestRun: of 12.5 s and each second round 7.5 s before it, by hand. */
  @Test
  void theTimeOfTheRoundsIsAddedUpByPart() throws IOException {
    run("scenes");
    report();
    var page = page("index.html");
    // Of four rounds: 44 s, 2 s, 4 s, 3 s, 12 s.
    for (var row : List.of("44 s</td><td>67.7", "2.0 s</td><td>3.1", "4.0 s</td><td>6.2")) {
      assertTrue(page.contains("<td>" + row + "</td>"), row);
    }
    assertTrue(page.contains("<td>3.0 s</td><td>4.6</td>"), "checkpoints");
    assertTrue(page.contains("<td>12 s</td><td>18.5</td>"), "measurements");
  }

  @Test
  void theBestRoundIsMarkedInTheCurveOfValidation() throws IOException {
    run("scenes");
    TestRun.measured(storage("run"), 2, 0.5);
    TestRun.measured(storage("run"), 3, 0.7);
    TestRun.measured(storage("run"), 4, 0.6);
    report();
    var page = page("index.html");
    assertTrue(page.contains("Best: mIoU 70.0 % after round 3, of 3 measurements"));
    assertTrue(page.contains("<path class=\"mark\" d=\"M500.00 0V1000\"/>"), "in the middle");
    assertTrue(page.contains("data-at=\"3.0\" style=\"left:50.000%\">best</span>"));
  }

  /** Each kind has its best, worst and middle one as far as there is room. */
  @Test
  void noKindOfExpressionsIsWithoutPictures() {
    var results = new ArrayList<ExpressionResult>();
    for (int i = 0; i < 30; i++) {
      var category = i < 20 ? "even" : i < 29 ? "odd" : "rare";
      results.add(
          new ExpressionResult(
              "p", "e" + i, "text", category, 1, 1, 0, 0, 0, i / 30.0, 0, 1, Pointing.NONE));
    }
    assertEquals(
        List.of("e19", "e28", "e29", "e0", "e20", "e9", "e24", "e14"),
        ids(GallerySelection.ofEachKind(results, 20)));
    assertEquals(List.of("e19", "e28", "e29"), ids(GallerySelection.ofEachKind(results, 3)));
  }

  @Test
  void eachConventionHasASectionOfItsOwn() throws IOException {
    evaluatedRun("scenes");
    evaluate(config("lavt"), Convention.LAVT, "test-lavt");
    report();

    var page = page("index.html");
    assertTrue(page.contains("<section id=\"metrics-test\">"), "RefSpark's own");
    assertTrue(page.contains("<section id=\"metrics-test-lavt\">"), "LAVT's");
    assertTrue(page.contains("<section id=\"pictures-test-lavt\">"));
  }

  @Test
  void textOfDataCannotBecomeMarkup() throws IOException {
    evaluatedRun("<script>alert('x')</script> & \"quoted\"");
    report();

    var page = page("index.html");
    assertEquals(1, count(page, "<script"), "the page's own");
    assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted"));
  }

  @Test
  void aRunWithoutEvaluationAndWithoutShardsStillHasAReport() throws IOException {
    run("scenes");
    report();
    assertTrue(page("index.html").contains("Training"));

    evaluatedRun("scenes");
    Files.delete(folder.resolve("shards/manifest.json"));
    report();
    assertTrue(page("index.html").contains("No pictures: "));
  }

  @Test
  void theGalleryShowsBestMiddleAndWorstAndEachPictureOnceByGroup() {
    var results = new ArrayList<ExpressionResult>();
    for (int i = 0; i < 40; i++) {
      results.add(result("p" + i / 2, "e" + i, 1, i / 40.0, 0));
    }
    var groups = GallerySelection.of(results, 3, 1);

    assertEquals(List.of("e39", "e37", "e35"), ids(groups.get(0)));
    assertEquals(List.of("e19", "e20", "e17"), ids(groups.get(1)));
    assertEquals(List.of("e0", "e2", "e4"), ids(groups.get(2)));
    assertEquals(ids(groups.get(3)), ids(GallerySelection.of(results, 3, 1).get(3)));
    assertFalse(ids(groups.get(3)).equals(ids(GallerySelection.of(results, 3, 2).get(3))));
  }

  @Test
  void modelsOfOneMaskAreRankedByIouAlone() {
    var results = new ArrayList<ExpressionResult>();
    for (int i = 0; i < 9; i++) {
      // AP of one mask says little: here it would turn the order round
      results.add(result("p" + i, "e" + i, 1, 1 - i / 9.0, i / 9.0));
    }
    assertEquals(List.of("e8"), ids(GallerySelection.of(results, 1, 1).get(0)));
    results.add(result("p9", "e9", 2, 1, 0));
    assertEquals(List.of("e0"), ids(GallerySelection.of(results, 1, 1).get(0)));
  }

  @Test
  void queriesAreShownWithScoresAndColouredWords() throws IOException {
    var page = reportOf(new MaskToy(5), Toys.pictures(4));

    assertTrue(page.contains("Weighted sum"), "the sum");
    assertEquals(2 * 5, count(page, "<span class=\"words\">"), "a success and a failure");
    assertTrue(page.contains("score 1.000"));
    assertTrue(
        page.indexOf("score 1.000") < page.indexOf("score 0.200"), "the weightiest query first");
    assertTrue(page.contains("&lt;start&gt;"), "marks are escaped");
    assertTrue(page.contains("Which, by IoU"));
    assertFalse(page.contains("AP.coco"), "no categories are named");
  }

  @Test
  void thePlaceThatIsPointedAtIsShownAndMeasured() throws IOException {
    var page = reportOf(new MaskToy(0), Toys.pictures(4));

    assertTrue(page.contains("Where it is"));
    assertTrue(page.contains("<td>pointing</td>"));
  }

  @Test
  void picturesOfAnyShapeHaveAReport() throws IOException {
    var strips = List.of(strip(0, 1, 900), strip(1, 900, 1), strip(2, 2, 2), strip(3, 37, 211));
    var page = "";
    for (int queries : List.of(0, 3)) {
      page = reportOf(new MaskToy(queries), strips);
      assertTrue(page.contains("Ground truth"));
    }
    var pictures = PICTURE.matcher(page).results().toList();
    assertTrue(pictures.size() > 8, pictures.size() + " pictures");
    for (var picture : pictures) {
      var content = Base64.getDecoder().decode(picture.group(1));
      var image = ImageIO.read(new ByteArrayInputStream(content));
      assertTrue(image.getHeight() <= 2 * image.getWidth(), "one is too tall");
      assertTrue(image.getWidth() <= 10 * image.getHeight(), "one is too flat");
    }
  }

  private String reportOf(ModelFactory factory, List<ReferringImage> pictures) throws IOException {
    run("photos");
    var config =
        Settings.of(Map.of("evaluate.bootstrap-samples", "10"))
            .section("evaluate", EvaluateConfig.class);
    try (var spark = spark();
        var shards = TestShards.write(storage("shards"), pictures, List.of("even", "odd"))) {
      new Evaluation(spark, shards, storage("run/eval/test"), config, Convention.NONE)
          .ofModel(
              factory,
              ToyFactory.weights(),
              "rounds/000004",
              Optional.of(0.35),
              GpuStage.whereAsked(spark, new ComputeConfig(ComputeConfig.Kind.AUTO, false)));
    }
    new RunReport(
            storage("run"),
            config,
            (record, files) -> {
              double threshold = record.configuration().path("model").path("threshold").asDouble();
              assertEquals(0.35, threshold, "steps are explained as the answers were given");
              return factory;
            })
        .write();
    return page("index.html");
  }

  private static ExpressionResult result(
      String image, String id, int detections, double ap, double iou) {
    return new ExpressionResult(
        image, id, "text", "even", detections, detections, ap, ap, ap, iou, 0, 1, Pointing.NONE);
  }

  private void report() throws IOException {
    new RunReport(
            storage("run"), CONFIG, (record, files) -> new ToyFactory(ToyFactory.Answers.DEAF))
        .write();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  /** A photograph of that size whose left or upper half is meant. */
  private static ReferringImage strip(int number, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    Arrays.fill(rgb, (byte) 120);
    var half =
        Rle.ofCounts(height, width, new int[] {0, (width * height + 1) / 2, width * height / 2});
    var id = "test/" + number;
    return new ReferringImage(
        id,
        "test",
        width,
        height,
        Pictures.encodePng(new Picture(width, height, rgb)),
        List.of(new Instance(1, half)),
        List.of(
            new Expression(id + "#0", "the half", List.of(0)),
            new Expression(id + "#1", "what is not there", List.of())));
  }

  private static EvaluateConfig config(String convention) {
    return Settings.of(
            Map.of(
                "evaluate.convention", convention,
                "evaluate.mask-size", "96",
                "evaluate.ink-only", "true",
                "evaluate.bootstrap-samples", "50",
                "evaluate.pictures-per-task", "4"))
        .section("evaluate", EvaluateConfig.class);
  }

  private static JavaSparkContext spark() {
    var conf = new SparkConf().setMaster("local[1]").setAppName("report");
    return new JavaSparkContext(conf.set("spark.ui.enabled", "false"));
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
        "{\"model\": {\"name\": \"toy\", \"threshold\": 0.5}, \"train\": {\"epochs\": 3}}",
        data,
        4,
        new ToyFactory(ToyFactory.Answers.DEAF).create().layout(),
        ToyFactory.weights());
  }

  private void evaluatedRun(String dataSet) throws IOException {
    run(dataSet);
    evaluate(CONFIG, Convention.NONE, "test");
  }

  private void evaluate(EvaluateConfig config, Convention convention, String name)
      throws IOException {
    try (var spark = spark();
        var shards =
            TestShards.write(storage("shards"), Toys.pictures(7), List.of("even", "odd"))) {
      new Evaluation(spark, shards, storage("run/eval/" + name), config, convention)
          .ofModel(
              new ToyFactory(ToyFactory.Answers.DEAF),
              ToyFactory.weights(),
              "rounds/000004",
              Optional.empty(),
              GpuStage.whereAsked(spark, new ComputeConfig(ComputeConfig.Kind.AUTO, false)));
    }
  }

  private String page(String name) throws IOException {
    return Files.readString(folder.resolve("run/report").resolve(name));
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
