package org.refspark.jobs.device;

import org.apache.spark.SparkEnv;

/**
 * Of how many configurations a process keeps networks between tasks. Memory holds few, so that it
 * is one, unless several runs share the process.
 */
public final class NetworksKept {
  /** The key that tells Spark's executors. */
  public static final String KEY = "spark.refspark.networks-kept";

  private NetworksKept() {}

  /** In this process. */
  public static int here() {
    var environment = SparkEnv.get();
    return environment == null ? 1 : environment.conf().getInt(KEY, 1);
  }
}
