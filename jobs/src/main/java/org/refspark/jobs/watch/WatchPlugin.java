package org.refspark.jobs.watch;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/** Brings figures into Spark's metrics system, and executors' warnings to the driver. */
public final class WatchPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new DriverWatch();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorWatch();
  }
}
