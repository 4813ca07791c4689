package org.refspark.jobs.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.Settings;

class BoundedJobTest {
  private static final AtomicInteger BEGUN = new AtomicInteger();
  private static final AtomicInteger RUNNING = new AtomicInteger();

  @BeforeEach
  void countAnew() {
    BEGUN.set(0);
    RUNNING.set(0);
  }

  @Test
  void noTaskRunsAnyMoreWhenJobsAreGivenUp() {
    try (var session = session()) {
      var spark = session.context();
      assertEquals(2, spark.parallelize(List.of(1, 2), 2).count(), "executors are awake");
      var late =
          assertThrows(
              CommandFailure.class,
              () ->
                  BoundedJob.run(
                      spark,
                      "wait",
                      new Deadline("deadlines.wait", Duration.ofSeconds(5)),
                      () -> spark.parallelize(List.of(1, 2), 2).map(i -> endSlowly()).collect()));
      assertEquals(ExitCode.RETRY, late.exitCode());
      assertTrue(late.getMessage().contains("deadlines.wait"), late.getMessage());
      assertEquals(2, BEGUN.get());
      assertEquals(0, RUNNING.get());
    }
  }

  /** At a deadline the thread that shows progress may be interrupted just before it closes it. */
  @Test
  void contextsStopThoughShownWorkWasInterrupted() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          try (var session = session()) {
            var progress = TaskProgress.of(session.context(), "wait", "tasks", 2);
            Thread.currentThread().interrupt();
            progress.close();
          }
          assertTrue(Thread.interrupted(), "the interruption stays visible");
          session().close();
        });
  }

  @Test
  void whatBeginsAfterTheDeadlineIsCancelledToo() {
    var ran = new AtomicInteger();
    try (var session = session()) {
      var spark = session.context();
      assertThrows(
          CommandFailure.class,
          () ->
              BoundedJob.run(
                  spark,
                  "begin late",
                  new Deadline("deadlines.wait", Duration.ofMillis(100)),
                  () -> {
                    Thread.sleep(1_000);
                    spark.parallelize(List.of(1, 2), 2).map(i -> endSlowly()).collect();
                    return ran.incrementAndGet();
                  }));
      assertEquals(0, ran.get());
      assertEquals(0, RUNNING.get());
    }
  }

  /** A task that takes a second to clean up when it is told to end. */
  private static int endSlowly() throws InterruptedException {
    BEGUN.incrementAndGet();
    RUNNING.incrementAndGet();
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.sleep(1_000);
      throw e;
    } finally {
      RUNNING.decrementAndGet();
    }
    return 0;
  }

  private static Cluster.Session session() {
    var settings = Settings.load(Optional.empty(), Map.of("spark.master", "local[2]"), Set.of());
    return Cluster.connect(settings, "bounded job");
  }
}
