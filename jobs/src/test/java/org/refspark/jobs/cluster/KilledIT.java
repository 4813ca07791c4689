package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private final ToyPipeline pipeline = SharedPipeline.pipeline();
  private final Path folder = pipeline.folder();

  @Test
  void everyCommandOfThePipelineHadExecutorsOfBothWorkers() throws IOException {
    for (var worker : List.of("worker-0", "worker-1")) {
      try (var applications = Files.list(folder.resolve(worker))) {
        // Scenes, two splits, training, evaluation.
        assertTrue(applications.count() >= 5, worker);
      }
    }
    assertEquals(ToyPipeline.TRAINED + 1, pipeline.remains("golden").size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "before the broadcast, file-end, ledger/000003.json",
    "in a task, task-start, round 3 of",
    "after the tasks and before the reduction, stage-end, round 3 of",
    "after the reduction and before the checkpoint, file-end, ledger/000004.json",
    "between the files of the checkpoint, file-half, rounds/000004/optimizer.safetensors",
    "after the manifest, file-end, rounds/000004/state.json",
    "in the clean-up, delete, rounds/000002",
  })
  void killedDriverGoesOnToTheSameBits(String when, String event, String where)
      throws IOException, InterruptedException {
    var run = name("driver", event, where);
    var halt = new Halt(event, where, folder.resolve("died " + run));
    var command = pipeline.train(run, halt.settings());
    try (var killed = pipeline.cluster().command(command)) {
      killed.expect(KILLED, ToyPipeline.COMMAND);
    }
    assertTrue(Files.exists(halt.marker()), "the driver died there");
    assertFalse(Files.exists(folder.resolve(run).resolve("rounds/000008/state.json")));
    goesWell("driver killed " + when, run, command);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "between two rounds, executor-task-end, round 2 of 8 · train stage of task 2",
    "in a task, executor-task-start, round 3 of 8 · train stage of task 1",
    "after its task and before the reduction, executor-task-end, round 3 of 8 · train stage of task 0",
  })
  void killedExecutorLeavesTheSameBits(String when, String event, String where)
      throws IOException, InterruptedException {
    var run = name("executor", event, where);
    var halt = new Halt(event, where, folder.resolve("died " + run));
    goesWell("executor killed " + when, run, pipeline.train(run, halt.settings()));
    assertTrue(Files.exists(halt.marker()), "an executor died there");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"the driver, task-start, 137", "an executor, executor-task-start, 0"})
  void evaluationThatWasKilledComesToTheSameMetrics(String who, String event, int exitCode)
      throws IOException, InterruptedException {
    var run = name("evaluation", event, "evaluate");
    pipeline.copy("golden", run);
    var halt = new Halt(event, "evaluate", folder.resolve("died " + run));
    var command = pipeline.evaluate(run, halt.settings());
    try (var killed = pipeline.cluster().command(command)) {
      killed.expect(exitCode, ToyPipeline.COMMAND);
    }
    assertTrue(Files.exists(halt.marker()), who + " died there");
    if (exitCode == KILLED) {
      pipeline.done(command);
    }
    pipeline.assertSame("golden", run, ToyPipeline.TRAINED + 1);
  }

  private static String name(String who, String event, String where) {
    return "%s-%s-%s".formatted(who, event, where.replaceAll("\\W+", "-"));
  }

  private void goesWell(String what, String run, List<String> command)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    pipeline.done(command);
    System.out.printf("%s: done after %.0f s%n", what, (System.nanoTime() - began) / 1e9);
    pipeline.assertSame("golden", run, ToyPipeline.TRAINED);
  }
}
