package org.refspark.jobs.command;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Shows how many tasks of the running Spark job are done. Of jobs that run side by side it counts
 * those of its own group, see {@link Cluster#connect}.
 */
public final class TaskProgress extends SparkListener implements AutoCloseable {
  private final JavaSparkContext context;
  private final Progress progress;
  private final String group;
  // Spark tells its listeners one thing after the other.
  private final Set<Integer> stages = new HashSet<>();

  private TaskProgress(JavaSparkContext context, Progress progress) {
    this.context = context;
    this.group = context.getLocalProperty(Cluster.GROUP);
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
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    var properties = submitted.properties();
    var of = properties == null ? null : properties.getProperty(Cluster.GROUP);
    if (Objects.equals(of, group)) {
      stages.add(submitted.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() == Success$.MODULE$ && stages.contains(end.stageId())) {
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
