package org.refspark.jobs.preflight;

import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;

/** The coming of the executors that an application has asked for. */
final class Arrival {
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Pattern LOCAL_CLUSTER = Pattern.compile("local-cluster\\[\\s*(\\d{1,5}),.*");

  private final JavaSparkContext spark;
  private final Duration most;
  private final Duration quiet;

  /**
   * @param most to wait for those that were asked for
   * @param quiet time without a new one after which they count as all, where nobody has said how
   *     many
   */
  Arrival(JavaSparkContext spark, Duration most, Duration quiet) {
    this.spark = spark;
    this.most = most;
    this.quiet = quiet;
  }

  /** Executors there are now; of a local master it is the driver itself. */
  int present() {
    return Math.max(spark.isLocal() ? 1 : 0, spark.sc().getExecutorMemoryStatus().size() - 1);
  }

  /** Executors that were asked for, and waited for. */
  int await() {
    int requested = requested(spark.getConf());
    long end = System.nanoTime() + most.toNanos();
    long settled = System.nanoTime() + quiet.toNanos();
    int seen = present();
    while (!spark.isLocal() && System.nanoTime() < end && isAwaited(requested, settled)) {
      pause();
      if (present() != seen) {
        seen = present();
        settled = System.nanoTime() + quiet.toNanos();
      }
    }
    return Math.max(1, requested);
  }

  private boolean isAwaited(int requested, long settled) {
    return requested > 0 ? present() < requested : present() == 0 || System.nanoTime() < settled;
  }

  private static void pause() {
    try {
      Thread.sleep(GLANCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.RETRY, "interrupted while waiting for executors", e);
    }
  }

  /** Executors that the settings ask for; 0 where they do not say. */
  static int requested(SparkConf conf) {
    var master = conf.get("spark.master", "");
    int instances = conf.getInt("spark.executor.instances", 0);
    if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
      int least = conf.getInt("spark.dynamicAllocation.minExecutors", 0);
      int first = conf.getInt("spark.dynamicAllocation.initialExecutors", 0);
      return Math.max(instances, Math.max(least, first));
    }
    if (master.startsWith("yarn") || master.startsWith("k8s://")) {
      // Spark's default.
      return instances > 0 ? instances : 2;
    }
    var cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1));
    }
    return conf.getInt("spark.cores.max", 0)
        / conf.getInt("spark.executor.cores", Integer.MAX_VALUE);
  }
}
