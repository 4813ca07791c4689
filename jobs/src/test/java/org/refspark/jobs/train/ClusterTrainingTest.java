package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTrainingTest {
  @TempDir Path folder;

  @Test
  void oneThreadTwoThreadsTwoProcessesAndADeadProcessGiveTheSameBits() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 3, 2);
    float[] one;
    try (var spark = ToyRun.spark("local[1]")) {
      one = run.in(spark, folder.resolve("one")).values();
    }
    try (var spark = ToyRun.spark("local[2]")) {
      assertArrayEquals(one, run.in(spark, folder.resolve("two")).values());
    }
    try (var spark = cluster()) {
      assertArrayEquals(one, run.in(spark, folder.resolve("cluster")).values());

      var death = folder.resolve("death");
      var dying = new ToyPictures(13, ToyPictures.Failures.EXECUTOR_DIES, death.toString());
      assertArrayEquals(one, run.reading(dying).in(spark, folder.resolve("dying")).values());
      assertTrue(Files.exists(death), "an executor has died");
    }
  }

  /** The driver has let go of the values that such a round started from: an executor has them. */
  @Test
  void roundsThatDoNotCountAreGoneBackFromOnAClusterToo() throws IOException {
    var run = RejectionsTest.skipping(2);
    TrainingState here;
    try (var spark = ToyRun.spark("local[2]")) {
      here = run.in(spark, folder.resolve("here"));
    }
    assertTrue(here.cursor().setbacks().rejected() > 0);
    try (var spark = cluster()) {
      var there = run.in(spark, folder.resolve("there"));

      assertEquals(here.cursor(), there.cursor());
      assertArrayEquals(here.values(), there.values());
    }
  }

  /** Two executors as processes of their own, which find classes where this one does. */
  static JavaSparkContext cluster() {
    return new JavaSparkContext(
        new SparkConf()
            .setMaster("local-cluster[2,1,1024]")
            .setAppName("training test on a cluster")
            .set("spark.ui.enabled", "false")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set(
                "spark.executor.extraJavaOptions",
                "-Dorg.bytedeco.javacpp.platform.extension="
                    + System.getProperty("org.bytedeco.javacpp.platform.extension")));
  }
}
