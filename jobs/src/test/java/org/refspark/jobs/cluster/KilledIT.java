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
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pipeline on a standalone cluster of real processes, and what remains of a run whose driver or
 * executor dies: always the bits of one that nothing has disturbed.
 */
@ExtendWith(SharedPipeline.class)
class KilledIT {
  private static final int KILLED = 137;

  /** Where a driver dies, and the round of the newest checkpoint that its command found. */
  private enum Death {
    BEFORE_THE_BROADCAST("file-end", "ledger/000001.json", 0),
    IN_A_TASK("task-start", "round 3 of", 0),
    AFTER_THE_TASKS_AND_BEFORE_THE_REDUCTION("stage-end", "round 3 of", 2),
    AFTER_THE_REDUCTION_AND_BEFORE_THE_CHECKPOINT("file-end", "ledger/000004.json", 2),
    BETWEEN_THE_FILES_OF_THE_CHECKPOINT("file-half", "rounds/000004/optimizer.safetensors", 2),
    AFTER_THE_MANIFEST("file-end", "rounds/000004/state.json", 2),
    WHILE_MEASURING("task-start", "validation/000004", 4),
    AFTER_MEASURING_AND_BEFORE_THE_SCORE("file-end", "validation/000004/metrics.json", 4),
    IN_THE_CLEAN_UP("delete", "rounds/000002", 4),
    NOWHERE_ANY_MORE("never", "never", 6);

    private final String event;
    private final String where;
    private final int checkpoint;

    Death(String event, String where, int checkpoint) {
      this.event = event;
      this.where = where;
      this.checkpoint = checkpoint;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** The run whose driver dies, and how many deaths it has come through. */
  private static String killed;

  private static int passed;

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
  @EnumSource
  void killedDriverGoesOnToTheSameBits(Death death) throws IOException, InterruptedException {
    int from = passed;
    passed = 0;
    if (from == 0 || from > death.ordinal()) {
      // A death that is tried again needs those before it.
      from = 0;
      killed = pipeline.fresh("killed");
    }
    for (var next : List.of(Death.values()).subList(from, death.ordinal() + 1)) {
      trainUntil(next);
    }
    passed = death.ordinal() + 1;
  }

  private void trainUntil(Death death) throws IOException, InterruptedException {
    var halt = halt(killed, death.event, death.where);
    var began = Instant.now();
    boolean dies = death != Death.NOWHERE_ANY_MORE;
    try (var driver = pipeline.cluster().command(pipeline.measured(killed, Halt.settings(halt)))) {
      driver.expect(dies ? KILLED : 0, ToyPipeline.COMMAND);
      assertEquals(death.checkpoint, wentOnFrom(driver.text()), driver.text());
    }
    if (dies) {
      assertTrue(Files.exists(halt.marker()), "the driver died " + death);
      assertFalse(Files.exists(folder.resolve(killed).resolve("rounds/000008/state.json")));
      pipeline.assertSameSoFar("golden", killed);
    } else {
      pipeline.assertSame("golden", killed, ToyPipeline.MEASURED);
    }
    if (death.ordinal() > 0) {
      var before = Death.values()[death.ordinal() - 1];
      tell("driver killed " + before, began, firstWritten(killed, began, halt));
    }
  }

  /** The round of the checkpoint that a command went on from, 0 where it began anew. */
  private static int wentOnFrom(String text) {
    var said = Pattern.compile("Going on from \\S+/rounds/(\\d+)").matcher(text);
    return said.find() ? Integer.parseInt(said.group(1)) : 0;
  }

  @Test
  void executorsKilledInThreeRoundsLeaveTheSameBits() throws IOException, InterruptedException {
    var run = pipeline.fresh("bereft");
    var between = halt(run, "executor-task-end", "round 2 of 8 · train stage of task 2");
    var inTask = halt(run, "executor-task-start", "round 4 of 8 · train stage of task 1");
    var after = halt(run, "executor-task-end", "round 6 of 8 · train stage of task 0");
    pipeline.done(pipeline.train(run, Halt.settings(between, inTask, after)));

    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
    tellOfExecutor("between two rounds", between, run, 3);
    tellOfExecutor("in a task", inTask, run, 4);
    tellOfExecutor("after its task and before the reduction", after, run, 6);
  }

  /** One evaluation, whose driver dies first, and then, when it is made again, an executor. */
  @Test
  void evaluationThatWasKilledComesToTheSameMetrics() throws IOException, InterruptedException {
    var run = pipeline.fresh("evaluated");
    pipeline.copy("golden", run);
    evaluateKilling("driver", run, "task-start", KILLED);
    assertEquals(ToyPipeline.MEASURED, pipeline.remains(run).size(), "there are no metrics yet");

    var began = Instant.now();
    evaluateKilling("executor", run, "executor-task-start", 0);
    pipeline.assertSame("golden", run, ToyPipeline.MEASURED + 1);
    tell("driver, then executor killed in evaluation", began, Instant.now());
  }

  private void evaluateKilling(String who, String run, String event, int exitCode)
      throws IOException, InterruptedException {
    var halt = halt(run, event, "evaluate");
    try (var command = pipeline.cluster().command(pipeline.evaluate(run, Halt.settings(halt)))) {
      command.expect(exitCode, ToyPipeline.COMMAND);
    }
    assertTrue(Files.exists(halt.marker()), who + " died there");
  }

  private Halt halt(String run, String event, String where) {
    var name = "died %s %s %s".formatted(run, event, where.replaceAll("\\W+", "-"));
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
