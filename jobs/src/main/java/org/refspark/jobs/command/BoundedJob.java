package org.refspark.jobs.command;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark jobs that end by a deadline, one way or the other. */
public final class BoundedJob {
  private BoundedJob() {}

  /**
   * Runs Spark jobs under a readable description.
   *
   * @throws CommandFailure where they fail, or are not done by the deadline; names the job, and the
   *     busy executors
   */
  public static <T> T run(
      JavaSparkContext spark, String description, Deadline deadline, Callable<T> jobs) {
    var group = UUID.randomUUID().toString();
    var thread = Executors.newSingleThreadExecutor(BoundedJob::daemon);
    try {
      var result =
          thread.submit(
              () -> {
                spark.setJobGroup(group, description, true);
                return jobs.call();
              });
      return result.get(deadline.after().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      String busy = busyExecutors(spark.sc());
      spark.cancelJobGroup(group);
      throw tooLate(description, deadline, busy, e);
    } catch (InterruptedException e) {
      spark.cancelJobGroup(group);
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
