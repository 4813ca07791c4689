package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole pipeline on a few small photographs, by one command in a process of its own: scenes,
 * shards, training, evaluation and report below one place.
 */
final class Quickstart {
  static final Duration MOST = Duration.ofMinutes(5);

  private static final Path LAUNCHER =
      LoopbackCluster.ROOT.resolve("jobs/target/dist/bin/refspark");

  private Quickstart() {}

  /** Begins the pipeline. */
  static Logged start(Path log, Map<String, String> environment, String run, String... more)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                "quickstart",
                "--model",
                "lts",
                "run=" + run,
                "scenes.train=6",
                "scenes.test=3",
                "scenes.photos.size=96",
                "data.rows-per-file=2",
                "model.image-size=96",
                "train.epochs=1",
                "train.batch-pictures=1",
                "averaging.frequency=2",
                "checkpoint.every-rounds=2",
                "checkpoint.keep=1"));
    command.addAll(List.of(more));
    return command(log, environment, command.toArray(String[]::new));
  }

  /** Begins any command on this machine's cores. */
  static Logged command(Path log, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<>(List.of("bash", LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("spark.master=local[2]", "spark.driver.memory=1g"));
    var all = new HashMap<>(environment);
    all.put("OMP_NUM_THREADS", "1");
    all.put("REFSPARK_OFFHEAP", "1024");
    // These processes live for seconds: what compiles fast is the faster one.
    all.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    return Logged.start(arguments[0], log, all, command);
  }

  /** Two runs, with the shards below them, have the same bits, and the second a report. */
  static void assertSame(Path expected, Path found) throws IOException {
    var golden = ToyPipeline.remains(expected);
    assertEquals(golden, ToyPipeline.remains(found));
    assertTrue(golden.containsKey("data/train/manifest.json"), golden.keySet().toString());
    assertTrue(golden.containsKey("eval/test/metrics.json"), golden.keySet().toString());
    for (var file : List.of("report/index.html", "eval/test/expressions.jsonl")) {
      assertTrue(Files.size(found.resolve(file)) > 0, file);
    }
    var predictions = "eval/test/predictions/part-00000.parquet";
    assertEquals(-1, Files.mismatch(expected.resolve(predictions), found.resolve(predictions)));
  }
}
