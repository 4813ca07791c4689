package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.collection.JavaConverters;

/** Memory of a process that trains for hundreds of rounds. */
class LeakTest {
  private static final int WARM = 100;
  private static final int ROUNDS = 300;
  private static final int MOST_GLANCES = 30;

  @TempDir Path folder;

  /** In bytes. */
  private record Memory(long heap, long offHeap, long storage) {
    /** When Spark has removed what nothing refers to any more, which it notices by collections. */
    static Memory atRest(JavaSparkContext spark) {
      var memory = now(spark);
      for (int glance = 0; glance < MOST_GLANCES; glance++) {
        pause();
        var later = now(spark);
        if (glance > 2 && later.storage >= memory.storage) {
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

    private static void pause() {
      try {
        Thread.sleep(300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void threeHundredRoundsLeaveMemoryAsAHundredDid() throws IOException {
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
            if (page.round() == WARM || page.round() == ROUNDS) {
              seen.put(page.round(), Memory.atRest(spark));
            }
          });
      assertTrue(spark.getPersistentRDDs().isEmpty());
    }
    assertEquals(2, seen.size(), "rounds there were: " + seen.keySet());
    var first = seen.get(WARM);
    var last = seen.get(ROUNDS);
    var both = Map.of("first", first, "last", last).toString();
    // A megabyte of heap is 5 kB a round; a vector of the toy's kept in each would be much less, a
    // Spark job's records are more.
    assertTrue(last.heap() - first.heap() < 1 << 20, both);
    assertTrue(last.offHeap() - first.offHeap() < 1 << 16, both);
    assertTrue(last.storage() - first.storage() < 1 << 16, both);
  }
}
