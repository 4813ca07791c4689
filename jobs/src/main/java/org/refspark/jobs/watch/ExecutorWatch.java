package org.refspark.jobs.watch;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor's side: tells the driver what its networks take, and what it warns of. */
public final class ExecutorWatch implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorWatch.class);
  private static final String DRIVER = "driver";

  private static volatile PluginContext running;

  private WarningAppender warnings;

  ExecutorWatch() {}

  @Override
  public void init(PluginContext context, Map<String, String> extra) {
    running = context;
    // With a local master the log is the driver's.
    if (context.executorID().equals(DRIVER)) {
      return;
    }
    try {
      LogSettings.apply();
      // The context's own host is the driver's business only: executors have no address there.
      var host = SparkEnv.get().blockManager().blockManagerId().host();
      warnings =
          WarningAppender.begin(warning -> tell(context, warning), host, context.executorID());
    } catch (RuntimeException e) {
      // Spark ends an executor whose plugin fails; a log is not worth that.
      LOG.warn("The driver will not be told what this executor warns of", e);
    }
  }

  /** Tells how much memory the networks of this process take; for tasks, at their end. */
  public static void tellMemory() {
    var context = running;
    if (context != null) {
      tell(context, OffHeap.now());
    }
  }

  // A driver that cannot be reached has other troubles, and a task is none the worse for it.
  private static void tell(PluginContext context, Object message) {
    try {
      context.send(message);
    } catch (IOException | RuntimeException e) {
      LOG.debug("The driver was not told {}: {}", message, e.toString());
    }
  }

  @Override
  public void shutdown() {
    running = null;
    if (warnings != null) {
      warnings.end();
    }
  }
}
