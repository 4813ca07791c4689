package org.refspark.jobs.command;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/**
 * What Spark tells of the task that made it give a job up.
 *
 * @param host where it ran
 * @param executor that ran it
 * @param attempts of the task, all of which failed
 * @param reason the last one's
 */
record FailedTask(String host, String executor, int attempts, String reason) {
  private static final Pattern TOLD =
      Pattern.compile(
          "failed (\\d+) times, most recent failure: Lost task \\S+ in stage \\S+ \\(TID \\d+\\)"
              + " \\((\\S+) executor (\\S+)\\): (.*)");
  private static final Pattern LOST =
      Pattern.compile("ExecutorLostFailure \\(.*?\\)(?: Reason: (.*))?");

  /** Of the first failure of Spark's that tells of one; none of a local master's. */
  static Optional<FailedTask> in(List<Throwable> chain) {
    return chain.stream()
        .filter(link -> link instanceof SparkException)
        .map(link -> TOLD.matcher(String.valueOf(link.getMessage())))
        .filter(matcher -> matcher.find() && !matcher.group(3).equals("driver"))
        .findFirst()
        .map(
            matcher ->
                new FailedTask(
                    matcher.group(2),
                    matcher.group(3),
                    Integer.parseInt(matcher.group(1)),
                    matcher.group(4)));
  }

  /** Where to look. */
  String place() {
    return "on %s, executor %s, after %d attempts".formatted(host, executor, attempts);
  }

  boolean lostItsExecutor() {
    return LOST.matcher(reason).find();
  }

  /** In plain words, where the executor died. */
  String loss() {
    var matcher = LOST.matcher(reason);
    var why = matcher.find() && matcher.group(1) != null ? matcher.group(1).strip() : "unknown";
    return ("executors died under their tasks %d times, the last one on %s (executor %s): %s\n"
            + "Exit code 137 means that the machine or the container ran out of memory: raise"
            + " spark.executor.memoryOverhead or lower REFSPARK_OFFHEAP. Else its log says why. The"
            + " same command goes on.")
        .formatted(attempts, host, executor, why);
  }
}
