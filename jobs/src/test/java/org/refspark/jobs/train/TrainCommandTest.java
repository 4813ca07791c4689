package org.refspark.jobs.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.AveragingConfig;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.shard.TestShards;

class TrainCommandTest {
  /** The toy whatever is asked for; its rate tells how many steps the schedule was promised. */
  private final List<Long> promisedSteps = new ArrayList<>();

  @TempDir Path folder;

  @BeforeEach
  void makeShards() throws IOException {
    var pictures = new ArrayList<ReferringImage>();
    for (int i = 0; i < 13; i++) {
      pictures.add(ToyPictures.of(13).read(i));
    }
    TestShards.write(ToyRun.storage(folder.resolve("shards")), pictures, List.of("tree", "cloud"));
  }

  @Test
  void shardsBecomeARunAndTheSecondCallFindsItFinished() throws IOException {
    var first = train(Map.of());
    var record = RunRecord.read(ToyRun.storage(folder.resolve("run")));
    var newest = new Checkpoints(ToyRun.storage(folder.resolve("run"))).newestWhole().orElseThrow();

    assertTrue(first.contains("The run lies in "), first);
    assertTrue(first.contains("waited for input: "), first);
    assertEquals(List.of("tree", "cloud"), record.data().categories());
    assertEquals(13, record.data().pictures());
    assertEquals("1.0.0-M2.1", record.versions().get("nd4j"));
    assertEquals("9", record.configuration().at("/train/seed").asText());
    assertEquals(2, newest.epoch());
    assertEquals(
        "events.out.tfevents.%06d.refspark".formatted(newest.round()),
        ToyRun.storage(folder.resolve("run")).list("events").get(0));
    assertEquals(List.of(newest.iteration()), promisedSteps);
    var second = train(Map.of());
    assertTrue(second.contains("has finished"), second);
  }

  @Test
  void mostRoundsMayChangeFromStartToStartAndTheScheduleDoesNot() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    train(Map.of("train.most-rounds", "1"));
    assertEquals(1, new Checkpoints(run).newestWhole().orElseThrow().round());
    var reached = train(Map.of("train.most-rounds", "1"));
    assertTrue(reached.contains("train.most-rounds is 1; a higher number goes on"), reached);
    train(Map.of());
    var newest = new Checkpoints(run).newestWhole().orElseThrow();
    assertEquals(2, newest.epoch());
    assertEquals(List.of(newest.iteration(), newest.iteration()), promisedSteps);
  }

  @Test
  void whatTheCommandTrainsIsWhatTheLoopTrains() throws IOException {
    train(Map.of());
    var run = ToyRun.storage(folder.resolve("run"));
    var checkpoints = new Checkpoints(run);
    float[] trained =
        checkpoints.parameters(checkpoints.newestWhole().orElseThrow(), new ToyModel(0).layout());

    var settings = settings(Map.of());
    try (var spark = ToyRun.spark("local[1]");
        var shards = ShardSet.open(ToyRun.storage(folder.resolve("shards")))) {
      var loop =
          new ToyRun(
              ToyFactory.momentum(),
              new ShardPictures(spark, shards),
              settings.section("train", TrainConfig.class),
              settings.section("averaging", AveragingConfig.class));
      float[] values = loop.in(spark, folder.resolve("loop")).values();
      assertArrayEquals(Arrays.copyOf(values, trained.length), trained);
    }
  }

  @Test
  void everyExpressionIsLearntFromOnceInEachEpoch() throws IOException {
    train(Map.of());

    var counts = new HashMap<String, Integer>();
    for (var page : new Ledger(ToyRun.storage(folder.resolve("run"))).pages()) {
      for (var worker : page.workers()) {
        worker.steps().forEach(s -> s.ids().forEach(id -> counts.merge(id, 1, Integer::sum)));
      }
    }
    var expected = new HashMap<String, Integer>();
    for (int i = 0; i < 13; i++) {
      ToyPictures.of(13).read(i).expressions().forEach(e -> expected.put(e.id(), 2));
    }
    assertEquals(expected, counts);
  }

  @Test
  void anotherSeedOnTheSameRunIsRefused() throws IOException {
    train(Map.of());

    var refusal =
        assertThrows(ConfigurationException.class, () -> train(Map.of("train.seed", "10")));
    assertTrue(refusal.getMessage().contains("train.seed is 10 now and was 9 then"));
  }

  @Test
  void aFileOfTheNetworkIsKeptWithTheRunAndMayMoveButNotChange() throws IOException {
    var words = Files.writeString(folder.resolve("words.txt"), "tree\n");
    train(Map.of("model.resize", words.toString()));
    var run = ToyRun.storage(folder.resolve("run"));
    var kept = KeptFiles.of(run, RunRecord.read(run));
    assertEquals("tree\n", new String(kept.content("model.resize").orElseThrow(), UTF_8));

    Files.delete(words);
    train(Map.of("model.resize", words.toString()));

    Files.writeString(words, "bush\n");
    var refusal =
        assertThrows(
            ConfigurationException.class, () -> train(Map.of("model.resize", words.toString())));
    assertTrue(refusal.getMessage().contains("file of model.resize"), refusal.getMessage());

    Files.writeString(folder.resolve("run/files/model.resize"), "bush\n");
    var broken = assertThrows(IOException.class, () -> KeptFiles.of(run, RunRecord.read(run)));
    assertTrue(broken.getMessage().contains("files/model.resize"), broken.getMessage());
  }

  @Test
  void missingArgumentsAreNamed() {
    var command =
        new TrainCommand(
            (settings, manifest, files, steps) -> ToyFactory.momentum(), Examiners.NONE);
    var out = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);

    assertTrue(
        assertThrows(
                ConfigurationException.class, () -> command.run(Settings.of(Map.of(), "run"), out))
            .getMessage()
            .contains("run=…"));
    assertTrue(
        assertThrows(
                ConfigurationException.class,
                () -> command.run(Settings.of(Map.of("run", "/tmp/x"), "run"), out))
            .getMessage()
            .contains("data.train"));
  }

  @Test
  void aRunInUseIsWorthRetrying() throws IOException {
    var run = ToyRun.storage(folder.resolve("run"));
    try (var other = Lease.take(run, java.time.Duration.ofMinutes(2))) {
      var refusal = assertThrows(CommandFailure.class, () -> train(Map.of()));

      assertEquals(ExitCode.RETRY, refusal.exitCode());
      other.check();
    }
  }

  @Test
  void shardsWithoutExpressionsAreNothingToLearnFrom() throws IOException {
    var full = ToyPictures.of(1).read(0);
    var bare =
        new ReferringImage(
            full.id(), full.split(), 2, 2, full.picture(), full.instances(), List.of());
    TestShards.write(ToyRun.storage(folder.resolve("shards")), List.of(bare), List.of("tree"));

    var refusal = assertThrows(CommandFailure.class, () -> train(Map.of()));

    assertEquals(ExitCode.DATA, refusal.exitCode());
  }

  private String train(Map<String, String> overrides) throws IOException {
    var out = new ByteArrayOutputStream();
    new TrainCommand(new Toys(), Examiners.NONE)
        .run(settings(overrides), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private Settings settings(Map<String, String> overrides) {
    var all = new HashMap<>(overrides);
    all.putIfAbsent("train.seed", "9");
    all.put("train.epochs", "2");
    all.put("data.train", folder.resolve("shards").toString());
    all.put("run", folder.resolve("run").toString());
    all.put("spark.master", "local[1]");
    // As some clusters have it by default; records would not travel.
    all.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    return Settings.of(all, "run");
  }

  /** Any setting may name a file: here model.resize where it is a path. */
  private final class Toys implements TrainerFactories {
    @Override
    public Map<String, String> files(Settings settings) {
      var place = settings.optional("model.resize").filter(text -> text.startsWith("/"));
      return place.map(path -> Map.of("model.resize", path)).orElse(Map.of());
    }

    @Override
    public TrainerFactory of(Settings settings, Manifest manifest, KeptFiles files, long steps) {
      promisedSteps.add(steps);
      return ToyFactory.momentum();
    }
  }
}
