package org.refspark.jobs.command;

import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Shows how many tasks of the running Spark job are done. */
public final class TaskProgress extends SparkListener implements AutoCloseable {
  private final JavaSparkContext context;
  private final Progress progress;

  private TaskProgress(JavaSparkContext context, Progress progress) {
    this.context = context;
    this.progress = progress;
  }

  /**
   * Counts tasks from now on.
   *
   * @param work what is done
   * @param unit what one task makes
   * @param tasks how many there will be
   */
  public static TaskProgress of(JavaSparkContext context, String work, String unit, long tasks) {
    var progress = new TaskProgress(context, Progress.of(work, unit, tasks));
    context.sc().addSparkListener(progress);
    return progress;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() == Success$.MODULE$) {
      progress.advance(1);
    }
  }

  @Override
  public void close() {
    // Spark waits for its queue here. Where that wait is interrupted (this thread may be, at a
    // deadline) the queue never ends, and neither does the context's stop.
    CleanUp.run("leaving Spark's listeners", () -> context.sc().removeSparkListener(this));
    progress.close();
  }
}
