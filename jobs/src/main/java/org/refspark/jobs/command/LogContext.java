package org.refspark.jobs.command;

import java.util.List;
import org.apache.logging.log4j.ThreadContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What log lines begin with: the run, and the round of its training. Lines of this thread and of
 * {@link BoundedJob}s have it, and so have those of tasks: Spark hands local properties that begin
 * with {@code mdc.} to its executors' logs.
 */
public final class LogContext {
  private static final String RUN = "mdc.run";
  private static final String ROUND = "mdc.round";

  private static final String BESIDE = "beside-others";

  private LogContext() {}

  /** From now on this thread's work goes on beside that of others: one line cannot show it. */
  public static void besideOthers() {
    ThreadContext.put(BESIDE, "true");
  }

  static boolean isBesideOthers() {
    return ThreadContext.containsKey(BESIDE);
  }

  /** From now on it is this run's. */
  public static void run(JavaSparkContext spark, String id) {
    put(spark, RUN, id);
  }

  /** From now on it is this round's. */
  public static void round(JavaSparkContext spark, int number) {
    put(spark, ROUND, Integer.toString(number));
  }

  static void clear(JavaSparkContext spark) {
    for (var key : List.of(RUN, ROUND)) {
      ThreadContext.remove(key);
      spark.setLocalProperty(key, null);
    }
  }

  private static void put(JavaSparkContext spark, String key, String value) {
    ThreadContext.put(key, value);
    spark.setLocalProperty(key, value);
  }
}
