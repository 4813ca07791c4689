package org.refspark.jobs.watch;

import org.apache.spark.SparkConf;

/** The settings of Spark's by which a command is watched. */
public final class Watch {
  private static final String PLUGINS = "spark.plugins";
  private static final String SINK = "spark.metrics.conf.driver.sink.prometheusServlet.";

  private Watch() {}

  /**
   * Adds our plugin to the user's, and lets the driver's web pages, where there are any, answer
   * Prometheus: {@code /metrics/prometheus} with the driver's figures and ours, {@code
   * /metrics/executors/prometheus} with Spark's of executors.
   */
  public static void settle(SparkConf conf) {
    var own = WatchPlugin.class.getName();
    var plugins = conf.get(PLUGINS, "");
    if (!plugins.contains(own)) {
      conf.set(PLUGINS, plugins.isBlank() ? own : plugins + "," + own);
    }
    conf.setIfMissing(SINK + "class", "org.apache.spark.metrics.sink.PrometheusServlet");
    conf.setIfMissing(SINK + "path", "/metrics/prometheus");
    conf.setIfMissing("spark.ui.prometheus.enabled", "true");
  }
}
