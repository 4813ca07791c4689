package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTimesTest {
  @TempDir Path folder;

  /** 12 s by the clock, of which each of two at once took steps for 8 and waited for 1. */
  @Test
  void whatAveragingAddsLeavesOutTheTimeThatWorkersWaitForInput() {
    var timing =
        new LedgerPage.Timing("now", 12, new RoundTimes(1, 9.5, 1.5, 3, 0, 16, 2, 2), List.of());
    var page = new LedgerPage(1, 0, 0, 0, 5, 40, 0.5, Map.of(), List.of(), timing);
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try (var progress = new TrainingProgress(nowhere, 80, 0)) {
      progress.roundEnded(page);
      progress.roundEnded(page);

      assertEquals(
          "Averaging added 37.5 % to the time of the steps; waited for input: 12.5 %",
          progress.overhead());
      assertEquals(3.0 / 11, page.timing().parts().shareBesideSteps(), 1e-12);
    }
  }

  @Test
  void tasksOfTwoCoresLeaveRoomForOneWorkerAtATime() throws Exception {
    var conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("training test")
            .set("spark.ui.enabled", "false")
            .set("spark.task.cpus", "2");
    try (var spark = new JavaSparkContext(conf)) {
      ToyRun.of(ToyFactory.sgd(), 2, 4).in(spark, folder);
    }

    var times = new Ledger(ToyRun.storage(folder)).pages().get(0).timing().parts();
    assertEquals(1, times.atOnce());
    assertTrue(times.stepsByTheClock() < times.work(), times.toString());
  }
}
