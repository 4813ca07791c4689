package org.refspark.jobs.watch;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's side: shows figures, and says what executors warn of. */
final class DriverWatch implements DriverPlugin {
  private static final Logger LOG = LoggerFactory.getLogger("org.refspark.executors");

  private final WarningsOnce warnings = new WarningsOnce(LOG::warn);
  private Gauges gauges;

  @Override
  public Map<String, String> init(SparkContext spark, PluginContext context) {
    gauges = Gauges.begin(context.metricRegistry());
    spark.addSparkListener(
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
            gauges.forget(OffHeap.prefix(removed.executorId()));
          }
        });
    return Map.of();
  }

  @Override
  public Object receive(Object message) {
    if (message instanceof OffHeap memory) {
      memory.show(gauges);
    } else if (message instanceof Warning warning) {
      warnings.say(warning);
    }
    return null;
  }

  @Override
  public void shutdown() {
    warnings.close();
  }
}
