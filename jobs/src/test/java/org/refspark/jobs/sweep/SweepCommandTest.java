package org.refspark.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.Numbered;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.evaluate.EvaluateCommand;
import org.refspark.jobs.evaluate.Evaluated;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.report.page.Chromium;
import org.refspark.jobs.report.page.WholePage;
import org.refspark.jobs.shard.ShardCommand;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.sweep.SweepResults.State;
import org.refspark.jobs.synthesize.SynthesizeCommand;
import org.refspark.jobs.train.Examiners;
import org.refspark.jobs.train.Ledger;
import org.refspark.jobs.train.TrainCommand;

/** Sweeps of a tiny LTS on generated photos, two trials side by side. */
class SweepCommandTest {
  private static final Networks NETWORKS = new Networks();
  private static final Command TRAIN = new TrainCommand(NETWORKS, Examiners.NONE);
  private static final Map<String, String> TINY =
      Map.ofEntries(
          Map.entry("sweep.conf", "conf/lts/small.conf"),
          Map.entry("sweep.synthesize", "true"),
          Map.entry("scenes.kind", "photos"),
          Map.entry("scenes.train", "6"),
          Map.entry("scenes.val", "0"),
          Map.entry("scenes.test", "4"),
          Map.entry("scenes.photos.size", "96"),
          Map.entry("data.format", "refer"),
          Map.entry("data.refer.data-set", "refcoco"),
          Map.entry("data.refer.split-by", "unc"),
          Map.entry("model.image-size", "64"),
          Map.entry("train.epochs", "2"),
          Map.entry("train.sentences", "all"),
          Map.entry("train.batch-pictures", "2"),
          Map.entry("averaging.workers", "1"),
          Map.entry("averaging.frequency", "2"),
          Map.entry("checkpoint.every-rounds", "2"),
          Map.entry("evaluate.bootstrap-samples", "20"),
          Map.entry("spark.master", "local[2]"));
  private static final Map<String, String> TWO_BY_TWO =
      Map.of(
          "sweep.grid",
          "{ model.localiser.filters = [1, 2] }",
          "sweep.along",
          "model.localiser.filters",
          "sweep.seeds",
          "[1, 2]");

  @TempDir Path folder;

  @Test
  void aTrialIsTheSameRunAsTheTrainingAloneAndGivenAgainNothingIsTouched() throws Exception {
    var text = sweep(TWO_BY_TWO);
    assertTrue(text.contains("4 trials: 2 points, seeds [1, 2]"), text);
    var ones = rounds("filters-1-s1");
    var twos = rounds("filters-1-s2");
    assertTrue(ones.first().isBefore(twos.last()), ones + " beside " + twos);
    assertTrue(twos.first().isBefore(ones.last()), ones + " beside " + twos);
    var trial = folder.resolve("sweep/trials/filters-2-s2");
    assertArrayEquals(alone(trial), Files.readAllBytes(newest(trial)), "the same weights");

    var results = results();
    assertEquals(2, results.points().size());
    var two = results.points().get(1);
    assertEquals("filters = 2", two.name());
    assertEquals(2, two.finished());
    var first = miou(folder.resolve("sweep/trials/filters-2-s1"));
    var second = miou(trial);
    assertEquals((first + second) / 2, two.metrics().get("mIoU").mean(), 1e-12);
    assertEquals(
        Math.abs(first - second) / Math.sqrt(2), two.metrics().get("mIoU").deviation(), 1e-12);
    var against = two.against().get("mIoU");
    assertEquals(2, against.seeds());
    assertEquals(4, against.pictures(), "seeds of a picture are drawn together");
    assertEquals(
        two.metrics().get("mIoU").mean() - results.points().get(0).metrics().get("mIoU").mean(),
        against.difference(),
        1e-12);
    var csv = Files.readAllLines(folder.resolve("sweep/results.csv"));
    assertEquals(5, csv.size());
    assertTrue(csv.get(4).startsWith("filters = 2,filters-2-s2,2,finished,"), csv.get(4));

    report();
    var page = WholePage.check(Files.readString(folder.resolve("sweep/report/index.html")));
    for (var part :
        List.of(
            "<h2>Over model.localiser.filters</h2>",
            "<h2>What it costs</h2>",
            "<h2>Losses</h2>",
            "<td>filters-2-s2</td><td>2</td><td>2</td>",
            "Ground truth",
            "filters = 2, IoU ",
            SweepTable.mean(two.metrics().get("mIoU")))) {
      assertTrue(page.contains(part), part);
    }

    var before = hashes("sweep/trials", "sweep/stages", "sweep/data");
    var table = Files.readString(folder.resolve("sweep/table.md"));
    sweep(TWO_BY_TWO);
    assertEquals(before, hashes("sweep/trials", "sweep/stages", "sweep/data"));
    assertEquals(table, Files.readString(folder.resolve("sweep/table.md")));

    var weights = Files.readAllBytes(newest(trial));
    var killed = List.of("filters-2-s2", "filters-1-s1");
    var others = othersThan(killed, before);
    var measured = results.points().get(1).trials().get(1).metrics();
    cutShort(trial);
    var half = "sweep/stages/1/filters-1-s1.json";
    halve(folder.resolve(half));
    sweep(TWO_BY_TWO);
    assertArrayEquals(weights, Files.readAllBytes(newest(trial)), "as if it had not been killed");
    assertEquals(measured, results().points().get(1).trials().get(1).metrics());
    var after = hashes("sweep/trials", "sweep/stages", "sweep/data");
    assertEquals(before.get(half), after.get(half), "the document that was written in part");
    assertEquals(others, othersThan(killed, after));
    Chromium.installed(folder)
        .look(folder.resolve("sweep/report/index.html"), 390, Chromium.Scheme.LIGHT);
  }

  /** When the rounds of a trial began. */
  private SortedSet<Instant> rounds(String trial) throws IOException {
    return new Ledger(storage("sweep/trials/" + trial))
        .pages().stream()
            .map(page -> Instant.parse(page.timing().started()))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As a kill in the middle of a trial leaves it: checkpoints of some rounds, and no result. */
  private void cutShort(Path trial) throws IOException {
    var sweep = storage("sweep");
    var name = trial.getFileName().toString();
    sweep.delete("stages/1/" + name + ".json");
    sweep.delete("trials/" + name + "/eval");
    Numbered.deleteNewest(trial.resolve("rounds"));
  }

  /** As a kill in the middle of writing it leaves a document. */
  private static void halve(Path document) throws IOException {
    var text = Files.readAllBytes(document);
    Files.write(document, Arrays.copyOf(text, text.length / 2));
  }

  private static Map<String, String> othersThan(List<String> trials, Map<String, String> hashes) {
    var others = new TreeMap<>(hashes);
    others.keySet().removeIf(file -> trials.stream().anyMatch(file::contains));
    return others;
  }

  @Test
  void aFailingTrialStopsNoOtherAndIsTriedAgain() throws Exception {
    var weights = folder.resolve("weights.safetensors");
    var broken =
        Map.of(
            "sweep.points",
            "[{ name = whole }, { name = broken, set { train.pretrained = [\"%s\"] } }]"
                .formatted(weights));
    var noTime = new HashMap<>(broken);
    noTime.putAll(Map.of("sweep.budget.time", "1ns", "sweep.parallel", "1"));
    assertTrue(sweep(noTime).contains("not finished"));
    assertEquals(List.of(State.UNFINISHED, State.UNFINISHED), states());
    assertFalse(Files.exists(folder.resolve("sweep/trials")), "none was begun");

    var failure = assertThrows(CommandFailure.class, () -> sweep(broken));
    assertEquals(ExitCode.DATA, failure.exitCode());
    assertTrue(failure.getMessage().contains("1 of 2 trials failed"), failure.getMessage());
    assertEquals(List.of(State.FINISHED, State.FAILED), states());
    var table = Files.readString(folder.resolve("sweep/table.md"));
    assertTrue(table.contains("broken-s1 failed: "), table);
    assertTrue(table.contains("weights.safetensors"), table);
    report();
    var page = WholePage.check(Files.readString(folder.resolve("sweep/report/index.html")));
    assertTrue(page.contains("broken-s1 failed: "), "the cause stands below the table");

    assertTrue(sweep(noTime).contains("broken-s1 failed: "), "the cause stands until it succeeds");

    var whole = hashes("sweep/trials/whole-s1", "sweep/stages/1");
    Files.copy(newest(folder.resolve("sweep/trials/whole-s1")), weights);
    sweep(broken);
    assertEquals(List.of(State.FINISHED, State.FINISHED), states());
    var after = hashes("sweep/trials/whole-s1", "sweep/stages/1");
    after.keySet().retainAll(whole.keySet());
    assertEquals(whole, after);
    assertFalse(Files.exists(folder.resolve("sweep/failed/broken-s1.json")));
  }

  @Test
  void anotherDefinitionInTheSameFolderIsRefusedWithWhatDiffers() throws Exception {
    var smoke = Map.of("sweep.grid", "{ model.localiser.filters = [1, 3] }", "sweep.smoke", "true");
    sweep(smoke);

    var changed = new HashMap<>(smoke);
    changed.put("optimizer.rate", "0.5");
    var rate = assertThrows(ConfigurationException.class, () -> sweep(changed)).getMessage();
    assertTrue(rate.contains("optimizer.rate is 0.5 now and was 0.001 then"), rate);

    changed.put("scenes.train", "7");
    changed.remove("optimizer.rate");
    var scenes = assertThrows(ConfigurationException.class, () -> sweep(changed)).getMessage();
    assertTrue(scenes.contains("scenes.train is 7 now and was 6 then"), scenes);

    var more = assertThrows(ConfigurationException.class, () -> sweep(TWO_BY_TWO)).getMessage();
    assertTrue(more.contains("filters-2-s1"), more);
  }

  @Test
  void aSmokeSweepRunsThreeRoundsOfEachTrialAndSaysSo() throws Exception {
    var text =
        sweep(Map.of("sweep.grid", "{ model.localiser.filters = [1, 2] }", "sweep.smoke", "true"));
    assertTrue(text.contains("smoke: each trial ran for 3 rounds only"), text);
    for (var point : results().points()) {
      assertEquals(3, point.trials().get(0).rounds());
    }
  }

  @Test
  void halvingTrainsOnlyTheBetterPointToTheEndOfTheBudget() throws Exception {
    var text =
        sweep(
            Map.of(
                "sweep.grid",
                "{ model.localiser.filters = [1, 2] }",
                "sweep.halving.rungs",
                "[2]",
                "sweep.halving.factor",
                "2",
                "sweep.budget.rounds",
                "4"));
    assertTrue(text.contains("Of all rows: each trial ran for 4 rounds at most."), text);
    var log = Json.read(storage("sweep"), "halving.json", JsonNode.class).path("decisions");
    assertEquals(2, log.size());
    double first = log.get(0).path("score").asDouble();
    double second = log.get(1).path("score").asDouble();
    var better = first >= second ? "filters = 1" : "filters = 2";
    assertEquals(better, log.get(1).path("promoted").get(0).asText());
    for (var point : results().points()) {
      var trial = point.trials().get(0);
      boolean won = point.name().equals(better);
      assertEquals(won ? State.FINISHED : State.STOPPED, trial.state());
      assertEquals(won ? 4 : 2, trial.rounds(), trial.toString());
    }
  }

  @Test
  void aSweepWithoutDataSaysHowToHaveSome() {
    var refusal =
        assertThrows(
            ConfigurationException.class,
            () ->
                sweep(Map.of("sweep.grid", "{ train.epochs = [1] }", "sweep.synthesize", "false")));
    assertTrue(refusal.getMessage().contains("sweep.synthesize=true"), refusal.getMessage());
  }

  private String sweep(Map<String, String> more) throws Exception {
    var command =
        new SweepCommand(
            new SynthesizeCommand(), new ShardCommand(), TRAIN, new EvaluateCommand(NETWORKS));
    var overrides = new HashMap<>(TINY);
    overrides.put("run", folder.resolve("sweep").toString());
    overrides.putAll(more);
    return call(command, overrides);
  }

  private void report() throws IOException {
    new SweepSubject().write(storage("sweep"), Settings.of(Map.of()));
  }

  /** The weights of the same training, without a sweep. */
  private byte[] alone(Path trial) throws Exception {
    var record = Json.read(storage(trial.toString()), "run.json", JsonNode.class);
    var settings = Settings.fromJson(record.path("configuration").toString(), "run.json");
    var run = folder.resolve("alone");
    TRAIN.run(settings.with(Map.of("run", run.toString(), "spark.master", "local[1]")), System.out);
    return Files.readAllBytes(newest(run));
  }

  private static String call(Command command, Map<String, String> overrides) throws Exception {
    var out = new ByteArrayOutputStream();
    command.run(Settings.of(overrides, "run"), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static Path newest(Path run) throws IOException {
    return Numbered.newest(run.resolve("rounds")).resolve("params.safetensors");
  }

  private double miou(Path trial) throws IOException {
    var run = storage(trial.toString());
    var name = Evaluated.names(run).get(0);
    return Evaluated.read(run, name).metrics().metrics().get("mIoU");
  }

  /** Of the trials of one seed. */
  private List<State> states() throws IOException {
    return results().points().stream().map(point -> point.trials().get(0).state()).toList();
  }

  private SweepResults results() throws IOException {
    return SweepResults.read(storage("sweep"));
  }

  private Map<String, String> hashes(String... folders) throws IOException {
    var hashes = new TreeMap<String, String>();
    for (var name : folders) {
      try (var files = Files.walk(folder.resolve(name))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          hashes.put(folder.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
        }
      }
    }
    return hashes;
  }

  private Storage storage(String name) throws IOException {
    return Storage.at(folder.resolve(name).toString(), new Configuration());
  }
}
