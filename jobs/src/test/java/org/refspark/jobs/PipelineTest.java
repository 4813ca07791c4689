package org.refspark.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.synthetic.SceneSpec;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;

/** Commands as users type them, on Spark in this JVM. */
class PipelineTest {
  private static final Path REAL =
      Path.of(System.getProperty("oracles")).resolve("../realdata").normalize();

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void generatedScenesAreShardedAsTheyWereDrawn() throws IOException {
    synthesize(5);
    shard("shards");
    try (var shards = ShardSet.open(Storage.at(at("shards"), new Configuration()))) {
      assertEquals(3, shards.manifest().files().size());
      assertEquals(5, shards.entries().size());
      for (var entry : shards.entries()) {
        int number = Integer.parseInt(entry.id().substring("train/".length()));
        var drawn = SceneGenerator.scene(SceneSpec.of(7).withSize(128), "train", number);
        var expected = drawn.toReferringImage();
        var read = shards.read(entry);
        assertEquals(expected.instances(), read.instances());
        assertEquals(expected.expressions(), read.expressions());
        assertEquals(expected.expressions().size(), entry.expressions());
      }
      assertTrue(shards.manifest().vocabulary().contains("the"));
    }
    run(ExitCode.DONE, "shard", "--verify", "out=" + at("shards"));
    assertTrue(text(out).contains("Whole"), text(out));
  }

  @Test
  void shardingTwiceGivesTheSameBytesWhateverTheNumberOfCores() throws IOException {
    synthesize(5);
    shard("one", "spark.master=local[1]");
    shard("two", "spark.master=local[2]");
    for (var name : List.of("manifest.json", "part-00000.parquet", "part-00002.parquet")) {
      assertEquals(
          -1L, Files.mismatch(folder.resolve("one").resolve(name), folder.resolve("two/" + name)));
    }
  }

  @Test
  void badRecordsAreCountedListedAndOnlyKeptOutWhereAllowed() throws IOException {
    synthesize(4);
    Files.delete(folder.resolve("scenes/train/DRAWING_GT/L0_sample2.png"));
    var drawing = folder.resolve("scenes/train/DRAWING_GT/L0_sample3.png");
    Files.write(drawing, java.util.Arrays.copyOf(Files.readAllBytes(drawing), 200));
    run(
        ExitCode.DATA,
        "shard",
        "data.root=" + at("scenes"),
        "data.quarantine.max-share=0.4",
        "out=" + at("shards"));
    assertTrue(text(err).contains("2 of 4 records are bad (50.0 %)"), text(err));
    assertTrue(text(err).contains("data.quarantine.max-share=0.50"), text(err));
    assertFalse(Files.exists(folder.resolve("shards/manifest.json")));
    assertEquals(2, Files.readAllLines(folder.resolve("shards/quarantine/records.jsonl")).size());

    shard("shards", "data.quarantine.max-share=0.5");
    assertTrue(text(out).contains("kept 2 of 4 pictures"), text(out));
    assertTrue(text(out).contains("missing picture: 1 (train/2)"), text(out));
  }

  @Test
  void damagedShardsAreFound() throws IOException {
    synthesize(3);
    shard("shards");
    var part = folder.resolve("shards/part-00001.parquet");
    var bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);
    run(ExitCode.DATA, "shard", "--verify", "out=" + at("shards"));
    assertTrue(text(err).contains("part-00001.parquet: has SHA-256"), text(err));
  }

  @Test
  void publishedFilesAreNotOverwrittenByGeneratedOnes() throws IOException {
    Files.createDirectories(folder.resolve("scenes"));
    Files.writeString(folder.resolve("scenes/sentence_instance_train.json"), "[]");
    run(ExitCode.DATA, "synthesize", "out=" + at("scenes"), "scenes.train=1", "scenes.val=0");
    assertEquals("[]", Files.readString(folder.resolve("scenes/sentence_instance_train.json")));
  }

  @Test
  void theOneWholeSketchOfTheRealSplitIsKeptAndTheOthersAreListed() throws IOException {
    var sketches = REAL.resolve("sketchyscene_matching");
    Assumptions.assumeTrue(Files.exists(sketches), "no real data at " + REAL);
    run(
        ExitCode.DONE,
        "shard",
        "data.root=" + sketches.resolve("derived"),
        "data.annotations=" + sketches.resolve("annotations"),
        "data.split=test",
        "data.quarantine.max-share=1.0",
        "spark.master=local[2]",
        "out=" + at("sk30"));
    assertTrue(text(out).contains("kept 1 of 242 pictures"), text(out));
    assertTrue(text(out).contains("missing picture: 241"), text(out));
    assertEquals(241, Files.readAllLines(folder.resolve("sk30/quarantine/records.jsonl")).size());
    var expected =
        new ObjectMapper().readTree(sketches.resolve("derived/expected_30.json").toFile());
    try (var shards = ShardSet.open(Storage.at(at("sk30"), new Configuration()))) {
      var image = shards.read(0, 0);
      assertEquals("test/30", image.id());
      assertEquals(expected.get("labels_by_rank").size(), image.instances().size());
      assertEquals(24, image.expressions().size());
    }
  }

  @Test
  void realReferencesAreShardedByTheirConfigurationAlone() throws IOException {
    var root = REAL.resolve("refcocog_google_subset");
    Assumptions.assumeTrue(Files.exists(root), "no real data at " + REAL);
    run(
        ExitCode.DONE,
        "shard",
        "--conf",
        "conf/data/refcocog-google.conf",
        "data.root=" + root,
        "spark.master=local[2]",
        "data.rows-per-file=4",
        "out=" + at("rg"));
    assertTrue(
        text(out).contains("kept 17 of 17 pictures, with 144 instances and 18 expressions"),
        text(out));
    run(ExitCode.DONE, "shard", "--verify", "out=" + at("rg"));
    try (var shards = ShardSet.open(Storage.at(at("rg"), new Configuration()))) {
      assertEquals("refcocog(google)", shards.manifest().dataSet());
      assertEquals(80, shards.manifest().categories().size());
      assertEquals("val/524291", shards.entries().get(0).id());
      assertEquals("standing dog", shards.read(0, 0).expressions().get(0).text());
    }
  }

  @Test
  void aResultsFileIsScoredAsPycocotoolsDoes() throws IOException {
    var oracle = REAL.resolve("oracle/eval_tiny.json");
    Assumptions.assumeTrue(Files.exists(oracle), "no known answers at " + REAL);
    var data = new ObjectMapper().readTree(oracle.toFile());
    Files.writeString(folder.resolve("gt.json"), data.get("gt").toString());
    Files.writeString(folder.resolve("dt.json"), data.get("dt").toString());
    for (var expected : data.get("expected")) {
      if (!expected.get("useCats").asBoolean()
          || !expected.get("maxDets").toString().equals("[1,10,100]")) {
        continue;
      }
      run(
          ExitCode.DONE,
          "score",
          "ground-truth=" + at("gt.json"),
          "results=" + at("dt.json"),
          "type=" + expected.get("iouType").asText(),
          "out=" + at("score.json"));
      var written = new ObjectMapper().readTree(folder.resolve("score.json").toFile());
      assertEquals(expected.get("stats").get(0).asDouble(), written.get("AP").asDouble(), 1e-12);
      assertEquals(
          expected.get("stats").get(11).asDouble(), written.get("AR.large").asDouble(), 1e-12);
    }
    assertTrue(text(out).contains("AP50"), text(out));
  }

  @Test
  void grmNetComesToTheSameBitsOnOneCoreOnTwoAndAfterAStop() throws IOException {
    synthesize(4);
    shard("shards");
    train("one", "spark.master=local[1]");
    train("two", "spark.master=local[2]");
    train("stopped", "spark.master=local[2]");
    var rounds = folder.resolve("stopped/rounds");
    // A driver that died before its last commit: the checkpoint before it is the newest.
    Numbered.deleteNewest(rounds);
    train("stopped", "spark.master=local[1]");
    for (var file : List.of("params.safetensors", "optimizer.safetensors")) {
      var expected = Numbered.newest(folder.resolve("one/rounds")).resolve(file);
      assertEquals(
          -1L,
          Files.mismatch(expected, Numbered.newest(folder.resolve("two/rounds")).resolve(file)));
      assertEquals(-1L, Files.mismatch(expected, Numbered.newest(rounds).resolve(file)));
    }
    run(
        ExitCode.DONE,
        "evaluate",
        "run=" + at("two"),
        "data.eval=" + at("shards"),
        "evaluate.mask-size=128",
        "spark.master=local[2]");
    assertTrue(text(out).contains("AP50.per-expression"), text(out));
    run(ExitCode.DONE, "preflight", "run=" + at("two"), "spark.master=local[2]");
  }

  private void train(String name, String master) {
    run(
        ExitCode.DONE,
        "train",
        "--conf",
        "conf/grm-net/small.conf",
        "model.image-size=128",
        "model.rpn.anchor-sizes=[16, 32, 64, 100]",
        "train.epochs=1",
        "train.batch-pictures=1",
        "train.expressions-per-picture=4",
        "averaging.workers=2",
        "averaging.frequency=2",
        "checkpoint.every-rounds=1",
        "data.train=" + at("shards"),
        "run=" + at(name),
        master);
  }

  private void synthesize(int scenes) {
    run(
        ExitCode.DONE,
        "synthesize",
        "out=" + at("scenes"),
        "scenes.train=" + scenes,
        "scenes.val=0",
        "scenes.seed=7",
        "scenes.size=128",
        "spark.master=local[2]");
  }

  private void shard(String name, String... more) {
    var arguments =
        new ArrayList<>(List.of("shard", "data.root=" + at("scenes"), "data.rows-per-file=2"));
    arguments.addAll(List.of("spark.master=local[2]", "out=" + at(name)));
    arguments.addAll(List.of(more));
    run(ExitCode.DONE, arguments.toArray(String[]::new));
  }

  private void run(ExitCode expected, String... arguments) {
    out.reset();
    err.reset();
    JobNames.take();
    var all = new ArrayList<>(List.of(arguments));
    all.add("spark.extraListeners=" + JobNames.class.getName());
    var code = Main.run(all.toArray(String[]::new), stream(out), stream(err));
    assertEquals(expected, code, () -> text(err));
    checkNames(expected, arguments[0]);
  }

  /** Every job of every command says in Spark's pages what it does, and for which command. */
  private void checkNames(ExitCode code, String command) {
    var does =
        switch (command) {
          case "synthesize" -> "draw train · synthesize";
          case "shard" -> "(write shards of \\w+|verify \\S+) · shard";
          case "train" -> "(build the network|round \\d+ of \\d+) · train";
          case "evaluate" -> "predict · evaluate train";
          case "preflight" -> "ask executors · preflight";
          default -> "no job";
        };
    var names = JobNames.take();
    if (code == ExitCode.DONE && !does.equals("no job")) {
      assertFalse(names.isEmpty(), command);
    }
    for (var name : names) {
      assertTrue(name.group().matches(command + "( " + folder + ".*)?"), name.toString());
      assertTrue(name.description().matches(does), name.toString());
    }
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
