package org.refspark.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.TestShards;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.train.TestRun;
import org.refspark.jobs.train.Validations;

class EvaluateCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void writeRunAndShards() throws IOException {
    TestShards.write(storage("shards"), Toys.pictures(3), List.of("even", "odd")).close();
    writeRun("{}");
  }

  private void writeRun(String configuration) throws IOException {
    var data =
        new RunRecord.Data("shards", "abc", "toys", "train", 3, 9, List.of("even"), List.of());
    var layout = new ToyFactory(ToyFactory.Answers.LISTENS).create().layout();
    TestRun.write(storage("run"), configuration, data, 2, layout, ToyFactory.weights());
  }

  @Test
  void theNewestCheckpointIsMeasuredAndTheTablePrinted() throws IOException {
    var text = evaluate(Map.of());

    assertTrue(text.contains("AP50.per-expression      100.00"), text);
    var metrics = metrics("test");
    assertEquals(1, metrics.path("metrics").path("AP.coco").asDouble());
    assertEquals(12, metrics.path("expressions").asInt());
    assertEquals("test", metrics.path("split").asText());
    assertTrue(metrics.path("intervals").path("mIoU").has("low"), metrics.toString());
    assertTrue(metrics.path("breakdown").path("targets").has("single"), metrics.toString());
    var manifest = json("run/eval/test/predictions/_manifest.json");
    assertTrue(manifest.path("checkpoint").asText().startsWith("rounds/000002 "));
  }

  @Test
  void savedPredictionsAreMeasuredAnewWithOtherThresholds() throws IOException {
    evaluate(Map.of());
    evaluate(Map.of("from-predictions", "true", "evaluate.shown-threshold", "0.95"));

    assertEquals(0, metrics("test").path("metrics").path("mIoU").asDouble());
    assertEquals(1, metrics("test").path("metrics").path("AP.per-expression").asDouble());
  }

  @Test
  void shuffledExpressionsGoToAFolderOfTheirOwn() throws IOException {
    evaluate(Map.of("shuffle-expressions", "true"));

    assertTrue(Files.exists(folder.resolve("run/eval/test-permuted/metrics.json")));
    assertTrue(metrics("test-permuted").path("metrics").path("AP.per-expression").asDouble() < 0.6);
  }

  @Test
  void aConventionLeavesTheResultsOfAnotherAlone() throws IOException {
    evaluate(Map.of());
    var before = Files.readAllBytes(folder.resolve("run/eval/test/metrics.json"));
    evaluate(Map.of("evaluate.convention", "lavt"));
    evaluate(Map.of("evaluate.convention", "cris", "shuffle-expressions", "true"));

    assertArrayEquals(before, Files.readAllBytes(folder.resolve("run/eval/test/metrics.json")));
    assertEquals("test-lavt", metrics("test-lavt").path("split").asText());
    assertEquals(480, metrics("test-lavt").path("convention").path("mask-size").asInt());
    assertEquals("test-cris-permuted", metrics("test-cris-permuted").path("split").asText());
    evaluate(Map.of("evaluate.convention", "lavt", "from-predictions", "true"));
    assertEquals(480, metrics("test-lavt").path("convention").path("mask-size").asInt());
  }

  @Test
  void aCheckpointLeavesTheResultsOfAnotherAlone() throws IOException {
    var score = new Validations.Score(2, "mIoU", 1, Map.of("mIoU", 1.0), "the same shards");
    Json.write(storage("run"), "validation/000002/score.json", score);
    evaluate(Map.of());
    var before = Files.readAllBytes(folder.resolve("run/eval/test/metrics.json"));
    evaluate(Map.of("evaluate.checkpoint", "best", "evaluate.shown-threshold", "0.95"));
    evaluate(Map.of("evaluate.checkpoint", "2", "evaluate.convention", "lavt"));

    assertArrayEquals(before, Files.readAllBytes(folder.resolve("run/eval/test/metrics.json")));
    assertEquals("test-best", metrics("test-best").path("split").asText());
    assertEquals(0, metrics("test-best").path("metrics").path("mIoU").asDouble());
    assertEquals("test-lavt-round-2", metrics("test-lavt-round-2").path("split").asText());
    evaluate(Map.of("evaluate.checkpoint", "best", "from-predictions", "true"));
    assertEquals(1, metrics("test-best").path("metrics").path("mIoU").asDouble());
  }

  @Test
  void predictionsOfAnotherThresholdThanTheModelsOwnAreRefused() throws IOException {
    storage("run").delete("");
    writeRun("{\"model\": {\"name\": \"toy\", \"threshold\": 0.35}}");
    evaluate(Map.of("evaluate.mask-threshold", "0.4"));

    var refusal =
        assertThrows(CommandFailure.class, () -> evaluate(Map.of("from-predictions", "true")));
    assertTrue(
        refusal.getMessage().contains("evaluate.mask-threshold is 0.35"), refusal.getMessage());
    evaluate(Map.of("from-predictions", "true", "evaluate.mask-threshold", "0.4"));
  }

  @Test
  void whatIsMissingIsNamedWithTheRemedy() throws IOException {
    var noData =
        assertThrows(
            ConfigurationException.class,
            () -> command().run(settings(Map.of("run", "somewhere")), System.out));
    assertTrue(noData.getMessage().contains("data.eval=SHARDS"), noData.getMessage());

    var noPredictions =
        assertThrows(CommandFailure.class, () -> evaluate(Map.of("from-predictions", "true")));
    assertTrue(noPredictions.getMessage().contains("no whole predictions"));

    storage("run").delete("rounds");
    var noCheckpoint = assertThrows(CommandFailure.class, () -> evaluate(Map.of()));
    assertTrue(noCheckpoint.getMessage().contains("no whole checkpoint"));
  }

  private String evaluate(Map<String, String> more) throws IOException {
    var overrides = new HashMap<>(more);
    overrides.put("run", folder.resolve("run").toString());
    overrides.put("data.eval", folder.resolve("shards").toString());
    overrides.put("spark.master", "local[1]");
    overrides.put("evaluate.bootstrap-samples", "20");
    var out = new ByteArrayOutputStream();
    command().run(settings(overrides), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static EvaluateCommand command() {
    return new EvaluateCommand((run, files) -> new ToyFactory(ToyFactory.Answers.LISTENS));
  }

  private static Settings settings(Map<String, String> overrides) {
    return Settings.of(overrides, command().arguments().toArray(String[]::new));
  }

  private JsonNode metrics(String name) throws IOException {
    return json("run/eval/" + name + "/metrics.json");
  }

  private JsonNode json(String path) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(path).toFile());
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
