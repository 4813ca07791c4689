package org.refspark.jobs.cluster;

import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.slf4j.LoggerFactory;

/** Lets executors warn of each of their tasks. */
public final class WarnPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return null;
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorPlugin() {
      @Override
      public void onTaskStart() {
        LoggerFactory.getLogger("org.refspark.test")
            .warn("there is a task {}", TaskContext.get().taskAttemptId());
      }
    };
  }
}
