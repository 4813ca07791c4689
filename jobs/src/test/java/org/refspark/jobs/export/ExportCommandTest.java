package org.refspark.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.predict.PredictCommand;
import org.refspark.jobs.use.RefSpark;
import org.refspark.jobs.use.Segmentation;

class ExportCommandTest {
  private static final List<String> FILES =
      List.of(
          "MODEL_CARD.md",
          "categories.json",
          "configuration.json",
          "evaluations/test.json",
          "vocabulary.txt",
          "weights.safetensors");
  private static final String EXPRESSION = "all squares: 0 1";

  @TempDir static Path folder;

  private static MeasuredRun runs;

  @BeforeAll
  static void exportARunThatWasMeasured() throws Exception {
    runs = new MeasuredRun(folder);
    runs.write("run", 1, Map.of());
    runs.evaluate("run");
    assertTrue(export("package").contains("7 files"));
  }

  @Test
  void aPackageHoldsAllOfItAndTheManifestNamesEveryFileButItself() throws IOException {
    assertEquals(FILES, filesBesideTheManifest("package"));
    var manifest = json("package/package.json");
    assertEquals(1, manifest.path("format").asInt());
    assertEquals("lts", manifest.path("model").asText());
    for (var name : FILES) {
      var bytes = manifest.path("files").path(name).path("bytes").asLong();
      assertEquals(Files.size(folder.resolve("package").resolve(name)), bytes, name);
    }
    assertEquals(
        -1L,
        Files.mismatch(
            folder.resolve("package/weights.safetensors"),
            folder.resolve("run/rounds/000003/params.safetensors")));
  }

  @Test
  void exportingTwiceGivesTheSameBytesAndNothingIsOverwritten() throws Exception {
    export("again");
    for (var name : filesBesideTheManifest("again")) {
      assertEquals(
          -1L, Files.mismatch(folder.resolve("package/" + name), folder.resolve("again/" + name)));
    }
    var there = assertThrows(DataFormatException.class, () -> export("again"));
    assertTrue(there.getMessage().contains("holds a package already"), there.getMessage());
    Files.createDirectories(folder.resolve("thesis"));
    Files.writeString(folder.resolve("thesis/chapter1.txt"), "so far");
    var other = assertThrows(DataFormatException.class, () -> export("thesis"));
    assertTrue(other.getMessage().contains("chapter1.txt lies in it"), other.getMessage());
    // What a broken export has left: all but the manifest.
    Files.delete(folder.resolve("again/package.json"));
    export("again");
  }

  @Test
  void predictAnswersByAPackageAsByItsRun() throws Exception {
    predict("by-run", Map.of("run", runs.at("run")));
    predict("by-package", Map.of("package", runs.at("package")));
    assertEquals(json("by-run.json"), json("by-package.json"));
    assertEquals(
        -1L, Files.mismatch(folder.resolve("by-run.png"), folder.resolve("by-package.png")));
    var both = Map.of("run", runs.at("run"), "package", runs.at("package"));
    assertThrows(ConfigurationException.class, () -> predict("both", both));
    var best = Map.of("package", runs.at("package"), "evaluate.checkpoint", "best");
    assertThrows(ConfigurationException.class, () -> predict("best", best));
  }

  @Test
  void javaGetsTheMasksOfPredictFromSeveralThreadsToo() throws Exception {
    predict("expected", Map.of("run", runs.at("run")));
    var expected = json("expected.json").path("expressions").path(0).path("detections").path(0);
    try (var model = RefSpark.load(folder.resolve("package"))) {
      assertEquals(List.of("even", "odd"), model.categories());
      var threads = Executors.newFixedThreadPool(3);
      try {
        Callable<Segmentation> ask = () -> model.segment(folder.resolve("sketch.png"), EXPRESSION);
        var answers = threads.invokeAll(Collections.nCopies(6, ask), 2, TimeUnit.MINUTES);
        for (var answer : answers) {
          var found = answer.get().found().get(0);
          assertEquals(expected.path("mask").path("counts").asText(), found.mask().compressed());
          assertEquals(expected.path("score").asDouble(), found.score());
          assertEquals(expected.path("box").path(2).asDouble(), found.box()[2]);
          assertEquals(expected.path("point").path(0).asDouble(), found.point().get()[0]);
          assertEquals(answer.get().mask(), found.mask());
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void whatCannotBeAnsweredIsRefusedInWords() throws Exception {
    var model = RefSpark.load(folder.resolve("package"));
    var sketch = folder.resolve("sketch.png");
    assertThrows(IllegalArgumentException.class, () -> model.segment(sketch, " "));
    var absent = folder.resolve("absent.png");
    assertThrows(FileNotFoundException.class, () -> model.segment(absent, "a"));
    var card = folder.resolve("package/MODEL_CARD.md");
    var noPicture = assertThrows(DataFormatException.class, () -> model.segment(card, "a"));
    assertTrue(noPicture.getMessage().contains("neither a PNG nor a JPEG"));
    model.close();
    model.close();
    assertThrows(IllegalStateException.class, () -> model.segment(sketch, "a"));
  }

  @Test
  void oneChangedBitOrAMissingFileIsNamed() throws Exception {
    export("damaged");
    for (var name : FILES) {
      var file = folder.resolve("damaged").resolve(name);
      byte[] whole = Files.readAllBytes(file);
      byte[] changed = whole.clone();
      changed[whole.length / 2] ^= 1;
      Files.write(file, changed);
      assertNamed("damaged", name, "its content has changed");
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
      assertNamed("damaged", name, "expected %,d".formatted(whole.length));
      Files.delete(file);
      assertNamed("damaged", name, "is missing");
      Files.write(file, whole);
    }
    RefSpark.load(folder.resolve("damaged")).close();
  }

  @Test
  void aManifestOfAnotherFormatOrThatLeadsOutsideIsRefused() throws Exception {
    export("other");
    var file = folder.resolve("other/package.json");
    var sealed = Files.readString(file);
    Files.writeString(file, sealed.replace("toys", "Toys"));
    assertNamed("other", "package.json", "has changed since it was written");
    var whole = MeasuredRun.unsealed(sealed);
    Files.writeString(file, whole.replace("\"format\" : 1", "\"format\" : 2"));
    assertNamed("other", "package.json", "says format 2, but this version reads format 1");
    Files.writeString(file, whole.replace("\"vocabulary.txt\"", "\"../sketch.png\""));
    assertNamed("other", "package.json", "names the file \"../sketch.png\"");
    Files.writeString(file, whole.replace("\"vocabulary.txt\"", "\"words.txt\""));
    assertNamed("other", "package.json", "names no file vocabulary.txt");
    Files.writeString(file, "{");
    assertNamed("other", "package.json", "is not whole");
    Files.delete(file);
    assertNamed("other", "other", "is not a whole package");
  }

  @Test
  void theCardTellsDataLicenceMetricsConventionsAndLimits() throws Exception {
    var card = Files.readString(folder.resolve("package/MODEL_CARD.md"));
    for (var expected :
        List.of(
            "# lts, trained on toys",
            "Licence note of the shards: none",
            "| mIoU ",
            "95 % interval",
            "- **shown-threshold**: mIoU, oIoU",
            "convention none",
            "knows the words of `vocabulary.txt`",
            "stated no use beyond that")) {
      assertTrue(card.contains(expected), expected + " in\n" + card);
    }
    var mean = 100 * json("run/eval/test/metrics.json").path("metrics").path("mIoU").asDouble();
    var said = Pattern.compile("\\| mIoU +\\| ([0-9.]+)").matcher(card);
    assertTrue(said.find());
    assertEquals(mean, Double.parseDouble(said.group(1)), 0.005);

    runs.call(
        new ExportCommand(new Networks()),
        Map.of("run", runs.at("run"), "out", runs.at("meant"), "intended-use", "To count sheep."));
    assertTrue(Files.readString(folder.resolve("meant/MODEL_CARD.md")).contains("To count sheep."));
  }

  @Test
  void anEvaluationOfAnotherCheckpointSpeaksNotForThisOne() throws Exception {
    runs.write("further", 1, Map.of());
    runs.evaluate("further");
    var table = folder.resolve("further/eval/test/predictions/_manifest.json");
    var manifest = MeasuredRun.unsealed(Files.readString(table));
    Files.writeString(table, manifest.replace("rounds/000003", "rounds/000002"));
    var arguments = Map.of("run", runs.at("further"), "out", runs.at("unmeasured"));
    var said = runs.call(new ExportCommand(new Networks()), arguments);
    assertTrue(said.contains("Left out: evaluation test is of rounds/000002"), said);
    assertFalse(Files.exists(folder.resolve("unmeasured/evaluations")));
    var card = Files.readString(folder.resolve("unmeasured/MODEL_CARD.md"));
    assertTrue(card.contains("This checkpoint has not been measured"), card);
  }

  private static void assertNamed(String place, String file, String problem) {
    var refusal =
        assertThrows(DataFormatException.class, () -> RefSpark.load(folder.resolve(place)));
    assertTrue(refusal.getMessage().contains(file), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(problem), refusal.getMessage());
  }

  private static String export(String place) throws Exception {
    return runs.call(
        new ExportCommand(new Networks()), Map.of("run", runs.at("run"), "out", runs.at(place)));
  }

  private static void predict(String name, Map<String, String> by) throws Exception {
    var arguments = new TreeMap<>(by);
    arguments.put("image", runs.at("sketch.png"));
    arguments.put("expression", EXPRESSION);
    arguments.put("out", runs.at(name + ".png"));
    runs.call(new PredictCommand(new Networks()), arguments);
  }

  private static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).toFile());
  }

  private static List<String> filesBesideTheManifest(String place) throws IOException {
    var root = folder.resolve(place);
    try (var files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.equals("package.json"))
          .sorted()
          .toList();
    }
  }
}
