package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.command.ExitCode;

/** Every network, tiny, learns from photos and from sketches on Spark and is measured on them. */
class BothWorldsTest {
  private static final Map<String, List<String>> TINY =
      Map.of(
          "grm-net",
          List.of("model.image-size=128", "model.rpn.anchor-sizes=[16, 32, 64, 100]"),
          "mmnet",
          List.of("model.image-size=64", "model.resnet.grid=2", "train.sentences=one-per-referent"),
          "lts",
          List.of("model.image-size=64"));

  @TempDir static Path folder;

  @BeforeAll
  static void makeShards() {
    run(
        "synthesize",
        "scenes.kind=photos",
        "scenes.train=4",
        "scenes.val=0",
        "scenes.photos.size=120",
        "out=" + at("photos"));
    run(
        "shard",
        "data.format=refer",
        "data.refer.data-set=refcoco",
        "data.refer.split-by=unc",
        "data.root=" + at("photos"),
        "out=" + at("photo-shards"));
    run("synthesize", "scenes.train=2", "scenes.val=0", "scenes.size=128", "out=" + at("sketches"));
    run("shard", "data.root=" + at("sketches"), "out=" + at("sketch-shards"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mmnet", "lts"})
  void networksOfOneMaskLearnFromPhotosAndSketches(String model) throws IOException {
    train(model, "photo-shards", model + "-photos");
    var photos = evaluate(model + "-photos", "photo-shards");
    assertTrue(photos.path("metrics").path("mIoU").isNumber(), photos.toString());
    assertTrue(photos.path("expressions").asInt() >= 8, photos.toString());

    train(model, "sketch-shards", model + "-sketches");
    var sketches = evaluate(model + "-sketches", "sketch-shards");
    assertTrue(sketches.path("metrics").path("AP.per-expression").isNumber(), sketches.toString());
    assertTrue(sketches.path("metrics").path("oIoU").isNumber(), sketches.toString());
  }

  @Test
  void grmNetLearnsFromPhotosWithoutAskingForInk() throws IOException {
    train("grm-net", "photo-shards", "grm-photos", "model.loss.mask-target=photo");
    var metrics = evaluate("grm-photos", "photo-shards");
    assertTrue(metrics.path("metrics").path("mIoU").isNumber(), metrics.toString());
  }

  @Test
  void aStopChangesNoBitOfAnMmNetThatVisitsOneSentenceOfEachReferent() throws IOException {
    train("mmnet", "photo-shards", "whole");
    train("mmnet", "photo-shards", "stopped");
    var rounds = folder.resolve("stopped/rounds");
    // A driver that died before its last commit.
    Numbered.deleteNewest(rounds);
    train("mmnet", "photo-shards", "stopped");
    for (var file : List.of("params.safetensors", "optimizer.safetensors")) {
      var expected = Numbered.newest(folder.resolve("whole/rounds")).resolve(file);
      assertEquals(-1L, Files.mismatch(expected, Numbered.newest(rounds).resolve(file)), file);
    }
  }

  @Test
  void whatIsMeasuredInTrainingIsWhatEvaluateMeasures() throws IOException {
    train(
        "lts",
        "photo-shards",
        "measured",
        "data.validate=" + at("photo-shards"),
        "validate.every-rounds=2",
        "checkpoint.keep=1",
        "evaluate.bootstrap-samples=20");
    var json = new ObjectMapper();
    var measured = new TreeMap<String, JsonNode>();
    try (var folders = Files.list(folder.resolve("measured/validation"))) {
      for (var round : folders.toList()) {
        measured.put(
            round.getFileName().toString(),
            json.readTree(round.resolve("metrics.json").toFile()).path("metrics"));
        assertFalse(Files.exists(round.resolve("predictions")));
      }
    }
    assertTrue(measured.size() >= 2, measured.toString());

    var newest = evaluate("measured", "photo-shards").path("metrics");
    evaluate("measured", "photo-shards", "--checkpoint", "best");
    var best = metrics("measured", "train-best").path("metrics");

    assertEquals(measured.lastEntry().getValue(), newest);
    double highest =
        measured.values().stream().mapToDouble(m -> m.path("mIoU").asDouble()).max().orElseThrow();
    assertEquals(highest, best.path("mIoU").asDouble());
  }

  private static void train(String model, String shards, String run, String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--conf",
                "conf/" + model + "/small.conf",
                "train.epochs=1",
                "train.batch-pictures=1",
                "train.expressions-per-picture=2",
                "averaging.workers=2",
                "averaging.frequency=1",
                "checkpoint.every-rounds=1",
                "data.train=" + at(shards),
                "run=" + at(run)));
    arguments.addAll(TINY.get(model));
    arguments.addAll(List.of(more));
    run(arguments.toArray(String[]::new));
  }

  private static JsonNode evaluate(String run, String shards, String... more) throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "run=" + at(run),
                "data.eval=" + at(shards),
                "evaluate.bootstrap-samples=20"));
    arguments.addAll(List.of(more));
    run(arguments.toArray(String[]::new));
    return metrics(run, "train");
  }

  private static JsonNode metrics(String run, String evaluation) throws IOException {
    var file = folder.resolve(run).resolve("eval").resolve(evaluation).resolve("metrics.json");
    return new ObjectMapper().readTree(file.toFile());
  }

  private static void run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var all = new ArrayList<>(List.of(arguments));
    all.add("spark.master=local[2]");
    var code = Main.run(all.toArray(String[]::new), stream(out), stream(err));
    assertEquals(ExitCode.DONE, code, () -> String.join(" ", all) + "\n" + text(err));
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
