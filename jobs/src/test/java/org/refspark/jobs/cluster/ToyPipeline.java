package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Eight photographs, sharded, learnt from in eight rounds and evaluated on a cluster of two
 * workers, with nothing in the way: the run {@code golden}, which others are compared with.
 */
final class ToyPipeline implements AutoCloseable {
  /** For a command of some seconds, on a machine that does other things too. */
  static final Duration COMMAND = Duration.ofMinutes(4);

  /** Documents of a run that was trained: eight pages of the ledger and the last checkpoint's. */
  static final int TRAINED = 9;

  /**
   * Where it was measured meanwhile: the checkpoint of the first measurement, which is the best
   * when the last one is made, and two of each measurement.
   */
  static final int MEASURED = TRAINED + 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final LoopbackCluster cluster;
  private List<Long> applications;

  private ToyPipeline(Path folder, LoopbackCluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  static ToyPipeline run(Path folder) throws IOException, InterruptedException {
    var pipeline = new ToyPipeline(folder, LoopbackCluster.start(folder, 2));
    try {
      pipeline.prepare();
      pipeline.done(pipeline.measured("golden"));
      pipeline.done(pipeline.evaluate("golden"));
      pipeline.applications = pipeline.cluster.applications();
      return pipeline;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      pipeline.close();
      throw e;
    }
  }

  private void prepare() throws IOException, InterruptedException {
    var scenes = folder.resolve("scenes");
    done(
        List.of(
            "synthesize",
            "--conf",
            "conf/lts/quickstart.conf",
            "out=" + scenes,
            "scenes.train=8",
            "scenes.test=4",
            "scenes.photos.size=96"));
    // Each on a worker of its own.
    try (var train = cluster.command(shard(scenes, "train"));
        var test = cluster.command(shard(scenes, "testA"))) {
      train.expect(0, COMMAND);
      test.expect(0, COMMAND);
    }
  }

  private List<String> shard(Path scenes, String split) {
    return List.of(
        "shard",
        "--conf",
        "conf/lts/quickstart.conf",
        "data.root=" + scenes,
        "data.split=" + split,
        "out=" + folder.resolve(split),
        "spark.cores.max=1");
  }

  LoopbackCluster cluster() {
    return cluster;
  }

  Path folder() {
    return folder;
  }

  /** Of how many applications each worker had had executors when {@code golden} was evaluated. */
  List<Long> applications() {
    return applications;
  }

  /** A command that is to go well, and what it said. */
  String done(List<String> command) throws IOException, InterruptedException {
    try (var run = cluster.command(command)) {
      run.expect(0, COMMAND);
      return run.text();
    }
  }

  private static List<String> with(List<String> more, String... command) {
    var all = new ArrayList<>(List.of(command));
    all.addAll(more);
    return all;
  }

  private String place(String run) {
    return "run=halting://" + folder.resolve(run);
  }

  /** A name that no run before has had: what is tried again begins anew. */
  String fresh(String name) {
    return Stream.iterate(1, i -> i + 1)
        .map(i -> name + "-" + i)
        .filter(run -> !Files.exists(folder.resolve(run)))
        .findFirst()
        .orElseThrow();
  }

  /** Eight rounds, a checkpoint after every second one. */
  List<String> train(String run, String... more) {
    return with(
        List.of(more),
        "train",
        "--conf",
        "conf/lts/small.conf",
        "model.image-size=96",
        "train.epochs=1",
        "train.batch-pictures=1",
        "train.expressions-per-picture=8",
        "averaging.frequency=1",
        "checkpoint.every-rounds=2",
        "checkpoint.keep=1",
        "data.train=" + folder.resolve("train"),
        Halt.FILE_SYSTEM,
        place(run));
  }

  /** The same, measured after the fourth round and the eighth: the bits of the rounds are equal. */
  List<String> measured(String run, String... more) {
    var validate = List.of("data.validate=" + folder.resolve("testA"), "validate.every-rounds=4");
    return with(validate, train(run, more).toArray(String[]::new));
  }

  List<String> evaluate(String run, String... more) {
    return with(
        List.of(more),
        "evaluate",
        place(run),
        "data.eval=" + folder.resolve("testA"),
        Halt.FILE_SYSTEM);
  }

  /** Waits until a training has come so far. */
  void awaitRound(Logged training, String run, int round) throws IOException, InterruptedException {
    var page = folder.resolve(run).resolve("ledger/%06d.json".formatted(round));
    Logged.until("there is " + page, COMMAND, () -> Files.exists(page) || !training.isAlive());
    assertTrue(Files.exists(page), training.text());
  }

  /** All of a run that follows from its settings, by name: not times, not places. */
  Map<String, JsonNode> remains(String run) throws IOException {
    return remains(folder.resolve(run));
  }

  /** The same of a run anywhere on this disk, and of shards that lie in it. */
  static Map<String, JsonNode> remains(Path run) throws IOException {
    var found = new TreeMap<String, JsonNode>();
    for (var file : documents(run)) {
      found.put(run.relativize(file).toString(), document(file));
    }
    return found;
  }

  /** The documents that tell what a run has come to, whole or not. */
  static List<Path> documents(Path run) throws IOException {
    try (var files = Files.walk(run)) {
      return files.filter(ToyPipeline::tells).toList();
    }
  }

  private static ObjectNode document(Path file) throws IOException {
    var document = (ObjectNode) JSON.readTree(file.toFile());
    if (document.remove("timing") != null) {
      // It seals the times too.
      document.remove("sha256");
    }
    return document;
  }

  /** Whether its writer has not died before its end. */
  private static boolean isWhole(Path file) throws IOException {
    try {
      return JSON.readTree(file.toFile()).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static boolean tells(Path file) {
    var name = file.getFileName().toString();
    return name.equals("state.json")
        || name.equals("score.json")
        || name.equals("metrics.json")
        || name.equals("manifest.json")
        || file.getParent().endsWith("ledger");
  }

  /**
   * The run has the bits of the other: checkpoint, ledger and, where there are any, metrics.
   *
   * @param documents that the run is to have
   */
  void assertSame(String other, String run, int documents) throws IOException {
    var expected = remains(other);
    var found = remains(run);
    assertEquals(documents, found.size(), found.keySet().toString());
    assertTrue(expected.keySet().containsAll(found.keySet()), found.keySet().toString());
    for (var name : found.keySet()) {
      assertEquals(expected.get(name), found.get(name), name);
      if (name.endsWith("state.json")) {
        assertSameValues(
            folder.resolve(other).resolve(name).getParent(),
            folder.resolve(run).resolve(name).getParent());
      }
    }
  }

  private static void assertSameValues(Path expected, Path found) throws IOException {
    for (var file : List.of("params.safetensors", "optimizer.safetensors")) {
      assertEquals(
          -1,
          Files.mismatch(expected.resolve(file), found.resolve(file)),
          "the first byte of %s that differs".formatted(found.resolve(file)));
    }
  }

  /** The whole documents of a run so far have the bits of those that the other has too. */
  void assertSameSoFar(String other, String run) throws IOException {
    for (var expected : remains(other).entrySet()) {
      var file = folder.resolve(run).resolve(expected.getKey());
      if (Files.exists(file) && isWhole(file)) {
        assertEquals(expected.getValue(), document(file), expected.getKey());
      }
    }
  }

  /** A copy of a trained run, without its evaluation. */
  void copy(String run, String to) throws IOException {
    try (var files = Files.walk(folder.resolve(run))) {
      for (var file : files.toList()) {
        var within = folder.resolve(run).relativize(file);
        if (!within.startsWith("eval")) {
          Files.copy(file, folder.resolve(to).resolve(within.toString()));
        }
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    cluster.close();
  }
}
