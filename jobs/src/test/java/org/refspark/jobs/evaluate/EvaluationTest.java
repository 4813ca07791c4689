package org.refspark.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.data.Expression;
import org.refspark.data.image.Nearest;
import org.refspark.jobs.config.ComputeConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Storage;
import org.refspark.model.metrics.Convention;
import org.refspark.model.metrics.ExpressionScore;
import org.refspark.model.metrics.Pointing;

class EvaluationTest {
  private static final EvaluateConfig CONFIG = config(false, Map.of());
  private static final EvaluateConfig PERMUTED = config(true, Map.of());

  @TempDir Path folder;

  @Test
  void aModelThatIsAlwaysRightScoresOneEverywhere() throws IOException {
    var document = evaluate(ToyFactory.Answers.LISTENS, CONFIG, "local[1]");

    assertEquals(
        List.of(
            "AP.per-expression",
            "AP50.per-expression",
            "AP75.per-expression",
            "AP.coco",
            "AP50.coco",
            "AP75.coco",
            "mIoU",
            "oIoU",
            "Prec@0.5",
            "Prec@0.6",
            "Prec@0.7",
            "Prec@0.8",
            "Prec@0.9"),
        List.copyOf(document.metrics().keySet()));
    document.metrics().forEach((name, value) -> assertEquals(1, value, 1e-12, name));
    assertEquals(27, document.expressions());
  }

  @Test
  void aModelThatFindsNothingScoresZeroEverywhere() throws IOException {
    var document = evaluate(ToyFactory.Answers.NOTHING, CONFIG, "local[1]");

    document.metrics().forEach((name, value) -> assertEquals(0, value, 0, name));
    assertEquals(13, document.metrics().size());
  }

  @Test
  void aModelOfOneMaskWhoseMasksAreEmptyIsMeasuredByItsMasks() throws IOException {
    var document = evaluate(ToyFactory.Answers.EMPTY_MASK, CONFIG, "local[1]");

    assertEquals("mIoU", document.mainMetrics().get(0));
    assertFalse(document.metrics().containsKey("AP.coco"), document.metrics().toString());
    assertEquals(0, document.metrics().get("mIoU"));
  }

  @Test
  void detectionsBelowTheShownThresholdCountForApAndNotForIou() throws IOException {
    var metrics = evaluate(ToyFactory.Answers.UNSURE, CONFIG, "local[1]").metrics();

    assertEquals(1, metrics.get("AP.per-expression"), 1e-12, "the wrong one is below 0.1");
    assertEquals(0, metrics.get("mIoU"), 0);
    assertEquals(0, metrics.get("Prec@0.5"), 0);
  }

  @Test
  void theClusterDoesNotChangeAByte() throws IOException {
    evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    var one = content(folder.resolve("run/eval/test"));
    evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[2]");

    assertEquals(one, content(folder.resolve("run/eval/test")));
    assertTrue(one.containsKey("metrics.json"), one.keySet().toString());
    assertTrue(one.containsKey("predictions/part-00003.parquet"), one.keySet().toString());
  }

  @Test
  void aModelThatListensFallsWhenExpressionsArePermutedAndADeafOneDoesNot() throws IOException {
    var listens = evaluate(ToyFactory.Answers.LISTENS, PERMUTED, "local[1]");
    var deaf = evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    var deafPermuted = evaluate(ToyFactory.Answers.DEAF, PERMUTED, "local[1]");

    assertEquals("test-permuted", listens.split());
    assertTrue(listens.metrics().get("AP.per-expression") < 0.6, listens.metrics().toString());
    assertEquals(deaf.metrics(), deafPermuted.metrics());
    assertTrue(listens.conventions().get("permuted").contains("0 expressions had none"));
  }

  @Test
  void permutedWordsAlwaysMeanOtherObjectsAndTheGroundTruthStays() throws IOException {
    evaluate(ToyFactory.Answers.DEAF, PERMUTED, "local[1]");
    var table = new PredictionTable(storage("run/eval/test-permuted/predictions"));
    var pictures = Toys.pictures(7);
    int rows = 0;
    for (var file : table.manifest().files()) {
      for (var row : table.read(file)) {
        var picture = pictures.get(Integer.parseInt(row.image().substring(5)));
        var own = byId(picture.expressions(), row.expression());
        var asked =
            picture.expressions().stream()
                .filter(e -> e.text().equals(row.text()))
                .findFirst()
                .orElseThrow();
        assertEquals(own.targets(), row.targets());
        assertFalse(asked.targets().equals(own.targets()), row.expression() + ": " + row.text());
        rows++;
      }
    }
    assertEquals(27, rows);
  }

  @Test
  void anExpressionWithoutAnotherToBeAskedInIsLeftOut() {
    var picture = Toys.picture(0, 1);
    assertEquals(2, picture.expressions().size());
    assertEquals(0, new PermutedExpressions(1).of(picture).expressions().size());
  }

  @Test
  void metricsComeAnewFromTheSavedPredictionsAlone() throws IOException {
    var before = evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    var written = Files.readAllBytes(folder.resolve("run/eval/test/metrics.json"));
    Files.delete(folder.resolve("run/eval/test/metrics.json"));

    MetricsDocument again;
    try (var spark = spark("local[2]");
        var shards = ShardSet.open(storage("shards"))) {
      again =
          new Evaluation(spark, shards, storage("run/eval/test"), CONFIG, Convention.NONE)
              .ofSavedPredictions(Optional.of(0.5));
    }

    assertEquals(before, again);
    assertArrayEquals(written, Files.readAllBytes(folder.resolve("run/eval/test/metrics.json")));
  }

  @Test
  void predictionsOfOtherShardsAreRefused() throws IOException {
    evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    try (var spark = spark("local[1]");
        var others = TestShards.write(storage("others"), Toys.pictures(3), List.of("a", "b"))) {
      var evaluation =
          new Evaluation(spark, others, storage("run/eval/test"), CONFIG, Convention.NONE);
      var error =
          assertThrows(
              DataFormatException.class, () -> evaluation.ofSavedPredictions(Optional.of(0.5)));
      assertTrue(error.getMessage().contains("were made on the shards"), error.getMessage());
    }
  }

  @Test
  void savedPredictionsAreNotMeasuredAsWhatTheyAreNot() throws IOException {
    evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    var refused =
        Map.of(
            "evaluate.mask-size", "768",
            "evaluate.score-threshold", "0.05",
            "evaluate.mask-threshold", "0.35");
    for (var key : refused.entrySet()) {
      var error =
          assertThrows(
              ConfigurationException.class, () -> again(Map.of(key.getKey(), key.getValue())));
      assertTrue(error.getMessage().contains(key.getKey() + " is"), error.getMessage());
      assertTrue(error.getMessage().contains("evaluate again"), error.getMessage());
    }
    var same = again(Map.of("evaluate.mask-size", "auto", "evaluate.score-threshold", "0.2"));
    assertEquals(96, same.convention().maskSize(), "the grid they were made on");
    assertEquals("0.5", same.convention().maskThreshold());
  }

  @Test
  void answersToAStretchedPictureAreNotMeasuredByAnotherTruth() throws IOException {
    var auto = config(false, Map.of("evaluate.mask-size", "auto"));
    try (var spark = spark("local[1]");
        var shards = TestShards.write(storage("shards"), Toys.pictures(3), List.of("a", "b"))) {
      var folder = storage("run/eval/test");
      new Evaluation(spark, shards, folder, auto, Convention.LAVT)
          .ofModel(
              new ToyFactory(ToyFactory.Answers.DEAF),
              ToyFactory.weights(),
              "rounds/000001",
              Optional.of(0.5),
              GpuStage.whereAsked(spark, new ComputeConfig(ComputeConfig.Kind.AUTO, false)));
      var own = new Evaluation(spark, shards, folder, auto, Convention.NONE);
      var error =
          assertThrows(
              ConfigurationException.class, () -> own.ofSavedPredictions(Optional.of(0.5)));
      assertTrue(error.getMessage().contains("PIXEL_CENTRES"), error.getMessage());
    }
  }

  @Test
  void anExpressionsIouIsThatOfTheConvention() {
    var nothing = new ExpressionScore("p", "e", new double[10], 0, 0, 0, 0, Pointing.NONE);
    var record = new ExpressionRecord("p", "text", nothing, null, false, "none");

    assertEquals(1, ExpressionResult.of(record, Convention.NONE.iou()).iou());
    assertEquals(0, ExpressionResult.of(record, Convention.LAVT.iou()).iou());
  }

  @Test
  void picturesThatWereSetAsideAndTheRuleOfPointingStandUnderTheTable() {
    var protocol = new Protocol(0, Nearest.CORNERS, false, false, 0.1, 0.5, false, 1);
    var said = new Conventions(Convention.NONE, protocol, MadeWith.of(protocol, Optional.of(0.5)));
    var document =
        new MetricsDocument(
            "test",
            3,
            said.chosen(),
            Map.of("pointing", 0.5),
            Map.of(),
            said.texts(10, 0, 2),
            Map.of(),
            "");

    var table = MetricsTable.of(document);
    assertTrue(table.contains("2 pictures of the split were set aside when it was sharded"), table);
    assertTrue(table.contains("LTS's own rule takes the largest of all cells"), table);
    assertFalse(said.texts(10, 0, 0).containsKey("set-aside"));
  }

  @Test
  void aChangedPredictionsFileIsRefused() throws IOException {
    evaluate(ToyFactory.Answers.DEAF, CONFIG, "local[1]");
    var file = folder.resolve("run/eval/test/predictions/part-00001.parquet");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    var error = assertThrows(Exception.class, () -> again(Map.of()));
    assertTrue(causes(error).contains("part-00001.parquet: has the SHA-256"), causes(error));
  }

  @Test
  void theFirstSentenceOfAReferentMayStandForAll() throws IOException {
    var first = Map.of("evaluate.sentences", "first");
    var document = evaluate(ToyFactory.Answers.LISTENS, config(false, first), "local[1]");

    assertEquals(27, document.expressions(), "every sentence is a referent of its own");
    var picture = Toys.pictures(1).get(0);
    var shared =
        picture.expressions().stream()
            .map(e -> new Expression(e.id(), e.text(), e.targets(), "one of " + e.targets().size()))
            .toList();
    assertEquals(
        Set.of("test/0#0", "test/0#2"), FirstSentences.ids(picture.withExpressions(shared)));
  }

  @Test
  void photographsAreMeasuredOnTheirOwnPixelsAndSketchesOnInk() throws IOException {
    var auto = Settings.of(Map.of()).section("evaluate", EvaluateConfig.class);
    try (var shards = TestShards.write(storage("s"), Toys.pictures(1), List.of("a"))) {
      var photos = shards.manifest();
      var sketches = named(photos, "sketchyscene-matching");
      var generated = named(photos, "generated sketches (sketchyscene-matching layout)");
      assertEquals(0, Protocol.of(auto, Convention.NONE, photos).maskSize());
      assertFalse(Protocol.of(auto, Convention.NONE, photos).inkOnly());
      assertEquals(768, Protocol.of(auto, Convention.CRIS, sketches).maskSize());
      assertTrue(Protocol.of(auto, Convention.NONE, sketches).inkOnly());
      assertEquals(
          Protocol.of(auto, Convention.NONE, sketches),
          Protocol.of(auto, Convention.NONE, generated));
      assertTrue(Protocol.of(auto, Convention.CRIS, sketches).firstSentences());
      assertEquals(480, Protocol.of(auto, Convention.LAVT, photos).maskSize());
      assertEquals(96, Protocol.of(CONFIG, Convention.LAVT, photos).maskSize());
    }
  }

  private static Manifest named(Manifest manifest, String dataSet) {
    return new Manifest(
        manifest.schema(),
        dataSet,
        "val",
        manifest.licence(),
        manifest.categories(),
        manifest.vocabulary(),
        manifest.statistics(),
        manifest.quarantined(),
        manifest.files(),
        manifest.hash());
  }

  @Test
  void oneNetworkServesAllTasksThatRunInTurn() throws IOException {
    int before = ToyFactory.BUILT.get();
    evaluate(ToyFactory.Answers.UNSURE, CONFIG, "local[1]");
    evaluate(ToyFactory.Answers.UNSURE, CONFIG, "local[1]");

    assertTrue(ToyFactory.BUILT.get() - before <= 1);
  }

  @Test
  void theTableNamesEveryMetricAndGroup() throws IOException {
    var document = evaluate(ToyFactory.Answers.LISTENS, CONFIG, "local[1]");
    var table = MetricsTable.of(document);

    assertTrue(table.contains("\n  mIoU                     100.00   100.00"), table);
    document.metrics().keySet().forEach(name -> assertHasRow(table, name));
    document
        .breakdown()
        .forEach(
            (property, groups) -> {
              assertHasRow(table, "by " + property);
              groups.keySet().forEach(group -> assertHasRow(table, group));
            });
    assertHasRow(table, "multiple");
    assertHasRow(table, "several");
  }

  private static void assertHasRow(String table, String name) {
    assertTrue(table.contains("\n  " + name + " "), () -> name + " is not in\n" + table);
  }

  private MetricsDocument again(Map<String, String> keys) throws IOException {
    var config = config(false, keys);
    try (var spark = spark("local[1]");
        var shards = ShardSet.open(storage("shards"))) {
      return new Evaluation(spark, shards, storage("run/eval/test"), config, Convention.NONE)
          .ofSavedPredictions(config.maskThreshold().or(() -> Optional.of(0.5)));
    }
  }

  private static String causes(Throwable error) {
    var text = new StringBuilder();
    for (var cause = error; cause != null; cause = cause.getCause()) {
      text.append(cause.getMessage()).append('\n');
    }
    return text.toString();
  }

  private MetricsDocument evaluate(ToyFactory.Answers answers, EvaluateConfig config, String master)
      throws IOException {
    var name = Evaluation.name("test", config);
    var pictures = Toys.pictures(7);
    try (var spark = spark(master);
        var shards = TestShards.write(storage("shards"), pictures, List.of("even", "odd"))) {
      return new Evaluation(spark, shards, storage("run/eval/" + name), config, Convention.NONE)
          .ofModel(
              new ToyFactory(answers),
              ToyFactory.weights(),
              "rounds/000001",
              Optional.of(0.5),
              GpuStage.whereAsked(spark, new ComputeConfig(ComputeConfig.Kind.AUTO, false)));
    }
  }

  private static EvaluateConfig config(boolean permuted, Map<String, String> more) {
    var keys = new HashMap<>(more);
    keys.putIfAbsent("evaluate.mask-size", "96");
    keys.putIfAbsent("evaluate.ink-only", "true");
    keys.put("evaluate.permute-expressions", String.valueOf(permuted));
    keys.put("evaluate.bootstrap-samples", "200");
    keys.put("evaluate.pictures-per-task", "2");
    return Settings.of(keys).section("evaluate", EvaluateConfig.class);
  }

  private static JavaSparkContext spark(String master) {
    var conf = new SparkConf().setMaster(master).setAppName("evaluation");
    return new JavaSparkContext(conf.set("spark.ui.enabled", "false"));
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }

  private static org.refspark.data.Expression byId(
      List<org.refspark.data.Expression> expressions, String id) {
    return expressions.stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow();
  }

  private static Map<String, String> content(Path folder) throws IOException {
    var content = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var bytes =
            new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        content.put(folder.relativize(file).toString(), bytes);
      }
    }
    return content;
  }
}
