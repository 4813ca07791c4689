package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The pipeline on a standalone cluster of real processes, and what remains of a run whose driver or
 * executor dies: always the bits of one that nothing has disturbed.
 */
@ExtendWith(SharedPipeline.class)
class KilledIT {
  private static final int KILLED = 137;
  private static final String NEVER = "never";

  /** The place that the driver died at last. */
  private static String died = "";

  private final ToyPipeline pipeline = SharedPipeline.pipeline();
  private final Path folder = pipeline.folder();

  @Test
  void everyCommandOfThePipelineHadExecutorsOfTheWorkers() throws IOException {
    var applications = pipeline.applications();
    // Scenes, training and evaluation on both workers, each split on one.
    assertEquals(2, applications.size());
    assertTrue(Collections.min(applications) >= 3, applications.toString());
    assertEquals(
        8, applications.stream().mapToLong(Long::longValue).sum(), applications.toString());
    assertEquals(ToyPipeline.MEASURED + 1, pipeline.remains("golden").size());
  }

  /**
   * One run, whose driver dies at each of these in turn: the command that goes on from one death
   * passes the place and dies at the next, and the last one ends well. Rounds before its newest
   * checkpoint, if there is one, are not run again.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "before the broadcast, file-end, ledger/000001.json, 0",
    "in a task, task-start, round 3 of, 0",
    "after the tasks and before the reduction, stage-end, round 3 of, 2",
    "after the reduction and before the checkpoint, file-end, ledger/000004.json, 2",
    "between the files of the checkpoint, file-half, rounds/000004/optimizer.safetensors, 2",
    "after the manifest, file-end, rounds/000004/state.json, 2",
    "while measuring, task-start, validation/000004, 4",
    "after measuring and before the score, file-end, validation/000004/metrics.json, 4",
    "in the clean-up, delete, rounds/000002, 4",
    "nowhere any more, never, never, 6",
  })
  void killedDriverGoesOnToTheSameBits(String when, String event, String where, int checkpoint)
      throws IOException, InterruptedException {
    var run = "killed";
    var halt = halt("driver", event, where);
    var began = Instant.now();
    try (var driver = pipeline.cluster().command(pipeline.measured(run, Halt.settings(halt)))) {
      driver.expect(event.equals(NEVER) ? 0 : KILLED, ToyPipeline.COMMAND);
      assertEquals(checkpoint, wentOnFrom(driver.text()), driver.text());
    }
    if (event.equals(NEVER)) {
      pipeline.assertSame("golden", run, ToyPipeline.MEASURED);
    } else {
      assertTrue(Files.exists(halt.marker()), "the driver died there");
      assertFalse(Files.exists(folder.resolve(run).resolve("rounds/000008/state.json")));
      pipeline.assertSameSoFar("golden", run);
    }
    if (!died.isEmpty()) {
      tell("driver killed " + died, began, firstWritten(run, began, halt));
    }
    died = when;
  }

  /** The round of the checkpoint that a command went on from, 0 where it began anew. */
  private static int wentOnFrom(String text) {
    var said = Pattern.compile("Going on from \\S+/rounds/(\\d+)").matcher(text);
    return said.find() ? Integer.parseInt(said.group(1)) : 0;
  }

  @Test
  void executorsKilledInThreeRoundsLeaveTheSameBits() throws IOException, InterruptedException {
    var run = "bereft";
    var between = halt("executor", "executor-task-end", "round 2 of 8 · train stage of task 2");
    var inTask = halt("executor", "executor-task-start", "round 4 of 8 · train stage of task 1");
    var after = halt("executor", "executor-task-end", "round 6 of 8 · train stage of task 0");
    pipeline.done(pipeline.train(run, Halt.settings(between, inTask, after)));

    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
    tellOfExecutor("between two rounds", between, run, 3);
    tellOfExecutor("in a task", inTask, run, 4);
    tellOfExecutor("after its task and before the reduction", after, run, 6);
  }

  /** One evaluation, whose driver dies first, and then, when it is made again, an executor. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({"the driver, task-start, 137", "an executor, executor-task-start, 0"})
  void evaluationThatWasKilledComesToTheSameMetrics(String who, String event, int exitCode)
      throws IOException, InterruptedException {
    var run = "evaluated";
    if (exitCode == KILLED) {
      pipeline.copy("golden", run);
    }
    var halt = halt("evaluation", event, "evaluate");
    var began = Instant.now();
    try (var command = pipeline.cluster().command(pipeline.evaluate(run, Halt.settings(halt)))) {
      command.expect(exitCode, ToyPipeline.COMMAND);
    }
    assertTrue(Files.exists(halt.marker()), who + " died there");
    if (exitCode == KILLED) {
      assertEquals(ToyPipeline.MEASURED, pipeline.remains(run).size(), "there are no metrics yet");
    } else {
      pipeline.assertSame("golden", run, ToyPipeline.MEASURED + 1);
      tell("driver, then executor killed in evaluation", began, Instant.now());
    }
  }

  private Halt halt(String who, String event, String where) {
    var name = "died %s %s %s".formatted(who, event, where.replaceAll("\\W+", "-"));
    return new Halt(event, where, folder.resolve(name));
  }

  private void tellOfExecutor(String when, Halt halt, String run, int round) throws IOException {
    assertTrue(Files.exists(halt.marker()), "an executor died " + when);
    var page = folder.resolve(run).resolve("ledger/%06d.json".formatted(round));
    tell("executor killed " + when, written(halt.marker()), written(page));
  }

  /** A line of the table of deaths: from the death, or the restart, to the next thing done. */
  private static void tell(String what, Instant from, Instant to) {
    double seconds = Duration.between(from, to).toMillis() / 1e3;
    System.out.printf("%s: the same bits; on its way again after %.1f s%n", what, seconds);
  }

  private static Instant written(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  /** When a command wrote its first document, or died behind the place of the death before. */
  private Instant firstWritten(String run, Instant began, Halt halt) throws IOException {
    var files = new ArrayList<>(ToyPipeline.documents(folder.resolve(run)));
    files.add(halt.marker());
    return files.stream()
        .map(file -> Instant.ofEpochMilli(file.toFile().lastModified()))
        .filter(began::isBefore)
        .min(Instant::compareTo)
        .orElseThrow(() -> new AssertionError("nothing was written after " + began));
  }
}
