package org.refspark.jobs.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.logging.log4j.ThreadContext;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark jobs that end by a deadline, one way or the other. */
public final class BoundedJob {
  // What is cancelled ends at its next interruptible step; a native computation goes on for a
  // while.
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(20);
  // Spark's books may miss a task that began in the last 100 ms (spark.ui.liveUpdate.period).
  private static final Duration SETTLED = Duration.ofMillis(500);

  private BoundedJob() {}

  /**
   * Runs Spark jobs under a readable description. Jobs that are given up are cancelled, and their
   * tasks have ten seconds to end: one that outlived them would write into what comes next.
   *
   * @throws CommandFailure where they fail, or are not done by the deadline; names the job, and the
   *     busy executors
   */
  public static <T> T run(
      JavaSparkContext spark, String description, Deadline deadline, Callable<T> jobs) {
    var tag = UUID.randomUUID().toString();
    var said = ThreadContext.getImmutableContext();
    var thread = Executors.newSingleThreadExecutor(BoundedJob::daemon);
    try {
      var result =
          thread.submit(
              () -> {
                ThreadContext.putAll(said);
                spark.setJobDescription(description);
                spark.setInterruptOnCancel(true);
                spark.addJobTag(tag);
                return jobs.call();
              });
      return result.get(deadline.after().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String busy = busyExecutors(spark.sc());
      cancel(spark, tag, thread);
      throw tooLate(description, deadline, busy, e);
    } catch (InterruptedException e) {
      cancel(spark, tag, thread);
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.RETRY, description + ": interrupted", e);
    } catch (ExecutionException e) {
      var explanation = Explanation.of(e.getCause());
      throw new CommandFailure(
          explanation.exitCode(), description + ": " + explanation.message(), e.getCause());
    } finally {
      thread.shutdownNow();
    }
  }

  /** Ends the thread, by an interruption where it must, and the tasks of its jobs. */
  private static void cancel(JavaSparkContext spark, String tag, ExecutorService thread) {
    try {
      thread.shutdown();
      if (!ends(spark, tag, thread)) {
        thread.shutdownNow();
        ends(spark, tag, thread);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the thread and its jobs' tasks, half the grace at most. */
  private static boolean ends(JavaSparkContext spark, String tag, ExecutorService thread)
      throws InterruptedException {
    long end = System.nanoTime() + GRACE.toNanos() / 2;
    long busy = System.nanoTime();
    while (System.nanoTime() < end) {
      // Only jobs that run now are cancelled; the thread may be between two.
      spark.cancelJobsWithTag(tag);
      Thread.sleep(GLANCE.toMillis());
      if (!thread.isTerminated() || hasTasks(spark, tag)) {
        busy = System.nanoTime();
      } else if (System.nanoTime() - busy > SETTLED.toNanos()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasTasks(JavaSparkContext spark, String tag) {
    var tracker = spark.statusTracker();
    return Arrays.stream(spark.sc().statusTracker().getJobIdsForTag(tag))
        .mapToObj(tracker::getJobInfo)
        .filter(Objects::nonNull)
        .flatMapToInt(job -> Arrays.stream(job.stageIds()))
        .mapToObj(tracker::getStageInfo)
        .anyMatch(stage -> stage != null && stage.numActiveTasks() > 0);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "bounded job");
    thread.setDaemon(true);
    return thread;
  }

  private static CommandFailure tooLate(
      String description, Deadline deadline, String busy, TimeoutException cause) {
    return new CommandFailure(
        ExitCode.RETRY,
        ("%s: no result after %d s. Busy now: %s. Look at the logs there (out of memory? a dead"
                + " disk?), or raise %s if it really takes that long, and give the command again.")
            .formatted(description, deadline.after().toSeconds(), busy, deadline.key()),
        cause);
  }

  private static String busyExecutors(SparkContext spark) {
    var busy =
        Arrays.stream(spark.statusTracker().getExecutorInfos())
            .filter(executor -> executor.numRunningTasks() > 0)
            .map(BoundedJob::describe)
            .collect(Collectors.joining(", "));
    return busy.isEmpty() ? "no executor (are there enough cores and memory for one?)" : busy;
  }

  private static String describe(SparkExecutorInfo executor) {
    return "%s:%d with %d tasks"
        .formatted(executor.host(), executor.port(), executor.numRunningTasks());
  }
}
