package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Drivers that run on the cluster, and what can be seen of them. */
@ExtendWith(SharedPipeline.class)
class DeployedIT {
  private final ToyPipeline pipeline = SharedPipeline.pipeline();
  private final Path folder = pipeline.folder();

  @Test
  void aDriverOnTheClusterComesToTheSameBitsAndIsSeenAtWork()
      throws IOException, InterruptedException {
    var events = Files.createDirectory(folder.resolve("events-submitted"));
    pipeline.done(
        pipeline.train(
            "submitted",
            "spark.submit.deployMode=cluster",
            "spark.standalone.submit.waitAppCompletion=true",
            "spark.plugins=" + WarnPlugin.class.getName(),
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + events.toUri()));

    pipeline.assertSame("golden", "submitted", ToyPipeline.TRAINED);
    var driver = ClusterLogs.ofDrivers(folder);
    assertEquals(
        1,
        ClusterLogs.count("On 127\\.0\\.0\\.\\d, executor \\d+: there is a task", driver),
        driver);
    assertEquals(1, ClusterLogs.count("\\d+ more times like: there is a task", driver), driver);
    var executors = ClusterLogs.ofExecutors(folder);
    for (var round : List.of(1, 8)) {
      var line = "WARN  \\[submitted-[0-9a-f]{6}] \\[round %d] there is a".formatted(round);
      assertTrue(ClusterLogs.count(line, executors) >= 2, line + "\n" + executors);
    }
    var jobs = new TreeSet<>(Set.of("ask executors · preflight", "build the network · train"));
    IntStream.rangeClosed(1, 8).forEach(i -> jobs.add("round %d of 8 · train".formatted(i)));
    assertEquals(jobs, ClusterLogs.descriptions(events));
  }

  /** Also where Spark's own settings let no line through that tells how the driver ended. */
  @Test
  void aDriverThatFailsOnTheClusterIsNoSuccess() throws IOException, InterruptedException {
    var logs = folder.resolve("spark/conf/log4j2.properties");
    Files.writeString(logs, "rootLogger.level = error\n");
    var command =
        pipeline.evaluate(
            "nowhere",
            "spark.submit.deployMode=cluster",
            "spark.standalone.submit.waitAppCompletion=true");
    try (var run = pipeline.cluster().command(command)) {
      run.expect(1, ToyPipeline.COMMAND);
    } finally {
      Files.delete(logs);
    }
    var said = ClusterLogs.ofDrivers(folder);
    assertTrue(said.contains("nowhere: is not a run directory"), said);
  }
}
