package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.ExitCode;

/** The walk of conf/retrain/demo.conf, tiny, as a user types it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RetrainingTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");

  @TempDir static Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  @Order(1)
  void theFirstTickDrawsTrainsAndPromotes() throws IOException {
    retrain("--tick", "2026-01-01T00:00Z");
    assertTrue(text(out).contains("v000001: Promoted: the first version."), text(out));
    var version = version("v000001");
    assertEquals(6, version.path("data").path("pictures").asInt());
    assertEquals("test", version.path("measured").path("evaluation").asText());
    assertEquals("1", version.path("configuration").path("train").path("epochs").asText());
    assertTrue(Files.exists(model("v000001").resolve("package/MODEL_CARD.md")));
  }

  @Test
  @Order(2)
  void theSameTickAgainAndATickWithoutNewDataTrainNothing() throws IOException {
    retrain("--tick", "2026-01-01T00:00Z");
    assertTrue(text(out).contains("was decided before"), text(out));
    retrain("--tick", "2026-01-01T12:00Z");
    assertTrue(text(out).contains("No new data."), text(out));
    assertFalse(Files.exists(model("v000002")));
  }

  @Test
  @Order(3)
  void newDataAreLearntFromTogetherWithTheOldBeginningWithTheChampion() throws IOException {
    synthesize("second", 8);
    retrain("--tick", "2026-01-02T00:00Z");
    var version = version("v000002");
    assertEquals("v000001", version.path("parent").asText(), text(out));
    assertEquals(12, version.path("data").path("pictures").asInt());
    assertEquals(2, version.path("data").path("parts").size());
    assertEquals("v000001", version.path("comparison").path("champion").asText());
    var imported = json(model("v000002").resolve("run/pretrained.json"));
    assertEquals(0, imported.at("/files/0/report/missing").size());
    assertEquals(0, imported.at("/files/0/report/reshaped").size());
    var before = words("v000001");
    assertEquals(before, words("v000002").subList(0, before.size()), "ids of words stay");
    // Tiny models come to whatever they come to.
    run("registry", "promote", "registry=" + at("reg"), "version=v000002");
  }

  @Test
  @Order(4)
  void aWorseCandidateIsKeptBack() throws IOException {
    retrain(
        "--tick",
        "2026-01-03T00:00Z",
        "--anyway",
        "retrain.warm-start=scratch",
        "optimizer.rate=1e-7",
        "train.epochs=1");
    assertTrue(text(out).contains("v000003: Kept back: better:"), text(out));
    assertEquals("", version("v000003").path("parent").asText());
    run("registry", "list", "registry=" + at("reg"));
    assertTrue(text(out).contains("Champion: v000002"), text(out));
  }

  @Test
  @Order(5)
  void aTickThatDiedGoesOnWithItsOwnSettingsToTheSameBits() throws IOException {
    var weights = Files.readAllBytes(model("v000003").resolve("package/weights.safetensors"));
    var tick = folder.resolve("reg/ticks/20260103T000000Z");
    Files.delete(tick.resolve("decision.json"));
    Files.delete(tick.resolve("evaluated.json"));
    Files.delete(tick.resolve("trained.json"));
    Files.delete(model("v000003").resolve("version.json"));
    Files.delete(model("v000003").resolve("package/package.json"));
    Files.delete(model("v000003").resolve("package/weights.safetensors"));
    Numbered.deleteNewest(model("v000003").resolve("run/rounds"));
    // The next tick, with the usual settings, comes first upon the one that died.
    retrain("--tick", "2026-01-04T00:00Z");
    assertTrue(text(out).contains("Tick 2026-01-03T00:00:00Z was not finished"), text(out));
    assertTrue(text(out).contains("No new data."), text(out));
    assertEquals("", version("v000003").path("parent").asText());
    assertArrayEquals(
        weights, Files.readAllBytes(model("v000003").resolve("package/weights.safetensors")));
  }

  @Test
  @Order(6)
  void aCandidateWhoseTrainingDivergesIsKeptBackForGood() throws IOException {
    retrain("--tick", "2026-01-05T00:00Z", "--anyway", "optimizer.rate=1e30");
    assertTrue(text(out).contains("v000004: Not sound: training failed. "), text(out));
    assertFalse(version("v000004").path("decision").path("sound").asBoolean());
    assertEquals("", version("v000004").path("checkpoint").asText());
    assertFalse(Files.exists(model("v000004").resolve("package")));
    run("registry", "list", "registry=" + at("reg"));
    assertTrue(text(out).contains("Champion: v000002"), text(out));
    run(ExitCode.DATA, "registry", "promote", "registry=" + at("reg"), "version=v000004");
  }

  @Test
  @Order(7)
  void theFormerChampionComesBackAndItsPackageAnswers() throws IOException {
    run("registry", "rollback", "registry=" + at("reg"));
    assertTrue(text(out).contains("Champion: v000001 again, after v000002"), text(out));
    run(
        "predict",
        "package=" + model("v000001").resolve("package"),
        "image=" + anyPicture(),
        "expression=the red ball",
        "out=" + at("answer.png"));
    assertTrue(Files.size(folder.resolve("answer.png")) > 0);
    run("registry", "show", "registry=" + at("reg"), "version=v000002");
    assertTrue(text(out).startsWith("v000002: former champion"), text(out));
  }

  @Test
  @Order(8)
  void aVersionThatWasKeptBackMayBePromotedByHand() {
    run("registry", "promote", "registry=" + at("reg"), "version=v000003");
    assertTrue(text(out).contains("Champion: v000003"), text(out));
    run("registry", "list", "registry=" + at("reg"));
    assertTrue(text(out).contains("Champion: v000003"), text(out));
  }

  private void retrain(String... more) {
    var arguments =
        new ArrayList<>(
            List.of(
                "retrain",
                "--conf",
                CONF.resolve("retrain/demo.conf").toString(),
                "registry=" + at("reg"),
                "scenes.train=6",
                "scenes.test=8",
                "scenes.photos.size=96",
                "model.image-size=64",
                "train.epochs=1",
                "averaging.frequency=1",
                "checkpoint.every-rounds=1",
                "evaluate.bootstrap-samples=20",
                "retrain.gate.significance=1",
                "retrain.gate.least-category-expressions=100000"));
    arguments.addAll(List.of(more));
    run(arguments.toArray(String[]::new));
  }

  private void synthesize(String name, int seed) {
    run(
        "synthesize",
        "--conf",
        CONF.resolve("lts/quickstart.conf").toString(),
        "scenes.seed=" + seed,
        "scenes.train=6",
        "scenes.test=0",
        "scenes.photos.size=96",
        "out=" + at("reg/incoming/" + name));
  }

  private static Path anyPicture() throws IOException {
    try (var files = Files.walk(folder.resolve("reg/incoming/first"))) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  private static List<String> words(String version) throws IOException {
    return Files.readAllLines(model(version).resolve("package/vocabulary.txt"));
  }

  private static JsonNode version(String name) throws IOException {
    return json(model(name).resolve("version.json"));
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static Path model(String version) {
    return folder.resolve("reg/models").resolve(version);
  }

  private void run(String... arguments) {
    run(ExitCode.DONE, arguments);
  }

  private void run(ExitCode expected, String... arguments) {
    out.reset();
    err.reset();
    var all = new ArrayList<>(List.of(arguments));
    all.add("spark.master=local[2]");
    var code =
        Main.run(
            all.toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(expected, code, () -> String.join(" ", all) + "\n" + text(out) + text(err));
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
