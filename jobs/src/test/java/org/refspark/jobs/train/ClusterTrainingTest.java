package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTrainingTest {
  @TempDir Path folder;

  @Test
  void oneThreadTwoThreadsAndTwoProcessesGiveTheSameBits() throws IOException {
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
    }
  }

  /** Two executors as processes of their own, which find classes where this one does. */
  private static JavaSparkContext cluster() {
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
