package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Memory of a process that trains for hundreds of rounds. */
class LeakTest {
  private static final int WARM = 100;
  private static final int ROUNDS = 500;
  private static final int BETWEEN_LOOKS = 80;
  private static final int MOST_GLANCES = 30;

  /** Bytes by which a heap still falls that is taken to be at rest. */
  private static final long SETTLED = 1 << 14;

  @TempDir Path folder;

  /** In bytes. */
  private record Memory(long heap, long offHeap, long storage) {
    /** When Spark has removed what nothing refers to any more, which it notices by collections. */
    static Memory atRest(JavaSparkContext spark) {
      var memory = now(spark);
      for (int glance = 0; glance < MOST_GLANCES; glance++) {
        pause();
        var later = now(spark);
        if (glance > 2 && later.storage >= memory.storage && later.heap + SETTLED > memory.heap) {
          return later;
        }
        memory = later;
      }
      return memory;
    }

    private static Memory now(JavaSparkContext spark) {
      System.gc();
      var runtime = Runtime.getRuntime();
      long storage =
          JavaConverters.mapAsJavaMap(spark.sc().getExecutorMemoryStatus()).values().stream()
              .mapToLong(most -> (Long) most._1() - (Long) most._2())
              .sum();
      return new Memory(
          runtime.totalMemory() - runtime.freeMemory(), Pointer.totalBytes(), storage);
    }

    /**
     * What a round adds in most spans between looks. A thing that each round keeps is in all of
     * them; what happens once, such as a compiler's thread at work or a class that is loaded, in
     * one.
     */
    static double aRound(Collection<Memory> looks, ToLongFunction<Memory> part) {
      long[] seen = looks.stream().mapToLong(part).toArray();
      long[] growth =
          IntStream.range(1, seen.length).mapToLong(k -> seen[k] - seen[k - 1]).sorted().toArray();
      return (double) growth[growth.length / 2] / BETWEEN_LOOKS;
    }

    private static void pause() {
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void roundsAfterTheHundredthLeaveMemoryAsItWas() throws IOException {
    var conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("leak test")
            .set("spark.ui.enabled", "false")
            // What Spark remembers of its jobs is bounded: by less here than in the time of a test.
            .set("spark.ui.retainedJobs", "20")
            .set("spark.ui.retainedStages", "20")
            .set("spark.ui.retainedTasks", "100");
    var seen = new TreeMap<Integer, Memory>();
    try (var spark = new JavaSparkContext(conf)) {
      var run = ToyRun.of(ToyFactory.momentum(), 2, 1).lasting(90);
      run.in(
          spark,
          folder,
          page -> {
            if (page.round() >= WARM && (page.round() - WARM) % BETWEEN_LOOKS == 0) {
              seen.put(page.round(), Memory.atRest(spark));
            }
          });
      assertTrue(spark.getPersistentRDDs().isEmpty());
    }
    assertEquals(ROUNDS, seen.lastKey(), "rounds there were: " + seen.keySet());
    // A vector of the toy's kept in each round would be less than 5 kB; a Spark job's records are
    // more.
    assertTrue(Memory.aRound(seen.values(), Memory::heap) < 5_000, seen::toString);
    assertTrue(Memory.aRound(seen.values(), Memory::offHeap) < 300, seen::toString);
    assertTrue(Memory.aRound(seen.values(), Memory::storage) < 300, seen::toString);
  }
}
