package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Executors that stand still, leave for good or come later, and a second driver: a run has the bits
 * of one that nothing has disturbed, or ends by its deadline with a message.
 */
@ExtendWith(SharedPipeline.class)
class DisturbedIT {
  /** Longer than a task and its duplicate take, shorter than an executor may be silent. */
  private static final Duration SLOW = Duration.ofSeconds(8);

  /** Three workers on two executors, long enough for one to come and another to go. */
  private static final List<String> LONGER = List.of("train.epochs=6", "averaging.workers=3");

  private final ToyPipeline pipeline = SharedPipeline.pipeline();
  private final Path folder = pipeline.folder();

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    var kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
    assertTrue(kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0, "kill -" + name);
  }

  @Test
  void anExecutorThatStandsStillIsReplacedOrDoneWithout() throws IOException, InterruptedException {
    var run = pipeline.fresh("stopped");
    var command =
        pipeline.train(
            run,
            "spark.network.timeout=20s",
            "spark.network.timeoutInterval=5s",
            "spark.storage.blockManagerHeartbeatTimeoutMs=20s",
            "spark.executor.heartbeatInterval=4s");
    try (var training = pipeline.cluster().command(command)) {
      pipeline.awaitRound(training, run, 2);
      var executor = pipeline.cluster().executors().get(0);
      signal("STOP", executor);
      try {
        training.expect(0, ToyPipeline.COMMAND);
      } finally {
        executor.destroyForcibly();
      }
    }
    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
    double longest =
        pages(run).stream()
            .mapToDouble(page -> page.at("/timing/seconds").asDouble())
            .max()
            .orElseThrow();
    assertTrue(longest > 10, "a round waited for the executor, but the longest took " + longest);
  }

  @Test
  void executorsThatAllStandStillEndTheRoundByItsDeadline()
      throws IOException, InterruptedException {
    var run = pipeline.fresh("still");
    var command =
        pipeline.train(
            run,
            "averaging.deadline=20s",
            // Else Spark, when it is stopped, waits for them as long again as we do before.
            "spark.cleaner.referenceTracking.blocking=false");
    try (var training = pipeline.cluster().command(command)) {
      pipeline.awaitRound(training, run, 2);
      var executors = pipeline.cluster().executors();
      try {
        for (var executor : executors) {
          signal("STOP", executor);
        }
        training.expect(5, Duration.ofSeconds(150));
      } finally {
        executors.forEach(ProcessHandle::destroyForcibly);
      }
      var text = training.text();
      assertTrue(text.contains("no result after 20 s. Busy now: 127.0.0."), text);
    }
    var text = pipeline.done(pipeline.train(run));
    assertTrue(text.contains("Going on from "), text);
    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
  }

  /**
   * With more tasks than executors one is slow in every round in which an executor stands still.
   */
  @Test
  void aSpeculativeDuplicateOfASlowTaskChangesNothing() throws IOException, InterruptedException {
    var run = pipeline.fresh("speculative");
    int documents = undisturbedLonger();
    var events = Files.createDirectory(folder.resolve(run + "-events"));
    var command =
        longer(
            run,
            "spark.speculation=true",
            "spark.speculation.quantile=0.3",
            "spark.eventLog.enabled=true",
            "spark.eventLog.dir=" + events.toUri());
    try (var training = pipeline.cluster().command(command)) {
      for (int round = 1; round <= 6 && !hadDuplicate(events); round++) {
        pipeline.awaitRound(training, run, round);
        assertTrue(training.isAlive(), training.text());
        var executor = pipeline.cluster().executors().get(0);
        signal("STOP", executor);
        try {
          Logged.within(SLOW, () -> hadDuplicate(events));
        } finally {
          signal("CONT", executor);
        }
      }
      training.expect(0, ToyPipeline.COMMAND);
    }
    pipeline.assertSame("longer", run, documents);
    assertTrue(ClusterLogs.tellOfADuplicate(events), "a task had a duplicate");
  }

  /** The first one stands still meanwhile, so that it is not done before the second looks. */
  @Test
  void aSecondDriverOfTheSameRunGivesWay() throws IOException, InterruptedException {
    var run = pipeline.fresh("contested");
    try (var first = pipeline.cluster().command(pipeline.train(run))) {
      pipeline.awaitRound(first, run, 1);
      signal("STOP", first.handle());
      try (var second = pipeline.cluster().command(pipeline.train(run))) {
        second.expect(5, ToyPipeline.COMMAND);
        assertTrue(
            second.text().contains("in use by process " + first.handle().pid()), second.text());
      } finally {
        signal("CONT", first.handle());
      }
      first.expect(0, ToyPipeline.COMMAND);
    }
    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
  }

  @Test
  void executorsThatComeLaterWorkAndThoseThatLeaveAreDoneWithout()
      throws IOException, InterruptedException {
    var run = pipeline.fresh("moving");
    int documents = undisturbedLonger();
    try (var training = pipeline.cluster().command(longer(run))) {
      pipeline.awaitRound(training, run, 2);
      // Few rounds go by while it starts.
      signal("STOP", training.handle());
      try {
        pipeline.cluster().addWorker(Map.of());
        Logged.until(
            "there is a third executor",
            ToyPipeline.COMMAND,
            () -> pipeline.cluster().executors().size() == 3);
        // Its Java starts, up to where it needs the driver.
        Thread.sleep(SLOW.toMillis());
      } finally {
        signal("CONT", training.handle());
      }
      Logged.until(
          "the new executor has worked",
          ToyPipeline.COMMAND,
          () -> unchecked(run).size() == 3 || !training.isAlive());
      assertTrue(training.isAlive(), training.text());
      pipeline.cluster().killWorker(0);
      training.expect(0, ToyPipeline.COMMAND);
    }
    assertEquals(3, executors(run).size(), executors(run).toString());
    pipeline.assertSame("longer", run, documents);
  }

  private List<String> longer(String run, String... more) {
    return pipeline.train(
        run, Stream.concat(LONGER.stream(), Stream.of(more)).toArray(String[]::new));
  }

  /** Trains the run {@code longer}, as far as it is not there, and counts its documents. */
  private int undisturbedLonger() throws IOException, InterruptedException {
    pipeline.done(longer("longer"));
    return pipeline.remains("longer").size();
  }

  private static boolean hadDuplicate(Path events) {
    try {
      return ClusterLogs.tellOfADuplicate(events);
    } catch (IOException | UncheckedIOException e) {
      // A log that ends is given another name.
      return false;
    }
  }

  private Set<String> unchecked(String run) {
    try {
      return executors(run);
    } catch (IOException e) {
      // A page is being written.
      return Set.of();
    }
  }

  /** Who has worked for a run, by the pages of its ledger. */
  private Set<String> executors(String run) throws IOException {
    var found = new TreeSet<String>();
    for (var page : pages(run)) {
      for (var task : page.at("/timing/workers")) {
        found.add(task.get("host").asText());
      }
    }
    return found;
  }

  private List<JsonNode> pages(String run) throws IOException {
    var pages = new ArrayList<JsonNode>();
    for (var page : folder.resolve(run).resolve("ledger").toFile().listFiles()) {
      pages.add(new ObjectMapper().readTree(page));
    }
    return pages;
  }
}
