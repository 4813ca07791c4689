package org.refspark.jobs.cluster;

import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/** Lets an executor die when a task begins ({@code executor-task-start}) or ends. */
public final class HaltPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      // When a task has ended its context is gone.
      private final ThreadLocal<String> task = ThreadLocal.withInitial(() -> "");
      private List<Halt> halts;

      @Override
      public void init(PluginContext context, Map<String, String> extra) {
        halts = Halt.ofSpark(context.conf());
      }

      @Override
      public void onTaskStart() {
        var context = TaskContext.get();
        task.set(
            "%s stage of task %d"
                .formatted(
                    context.getLocalProperty("spark.job.description"), context.partitionId()));
        Halt.at(halts, "executor-task-start", task.get());
      }

      @Override
      public void onTaskSucceeded() {
        Halt.at(halts, "executor-task-end", task.get());
      }

      @Override
      public void onTaskFailed(TaskFailedReason reason) {
        Halt.at(halts, "executor-task-failed", task.get());
      }
    };
  }
}
