package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.ConfigEntry;

/** The keys of Spark's that settings may have. */
final class SparkKeys {
  /**
   * Those that Spark's core reads without listing them, and of its modules for YARN and Kubernetes,
   * which are not here, what is used of them, as the pages of Spark 3.5 name it.
   */
  private static final Set<String> UNLISTED =
      Set.of(
          "spark.master",
          "spark.yarn.archive",
          "spark.yarn.historyServer.address",
          "spark.yarn.maxAppAttempts",
          "spark.kubernetes.authenticate.driver.serviceAccountName",
          "spark.kubernetes.container.image",
          "spark.kubernetes.executor.deleteOnTermination",
          "spark.kubernetes.namespace");

  /** The same of keys that end with a name of the user's. */
  private static final Pattern NAMING =
      Pattern.compile(
          "spark\\.executor\\.resource\\.gpu\\.(amount|vendor|discoveryScript)"
              + "|spark\\.kubernetes\\.driver\\.(annotation|secretKeyRef)\\..+"
              + "|spark\\.kubernetes\\.driverEnv\\.[A-Z_]+");

  private SparkKeys() {}

  /** Fails where a key is none of Spark's, or a value not of the kind that its key wants. */
  static void check(Map<String, String> settings) {
    // Spark's lists are filled when they are first looked at.
    var one =
        List.<ConfigEntry<?>>of(
            org.apache.spark.internal.config.package$.MODULE$.DRIVER_MEMORY(),
            org.apache.spark.internal.config.History$.MODULE$.HISTORY_LOG_DIR(),
            org.apache.spark.internal.config.Network$.MODULE$.NETWORK_TIMEOUT(),
            org.apache.spark.internal.config.UI$.MODULE$.UI_ENABLED());
    one.forEach(entry -> assertSame(entry, ConfigEntry.findEntry(entry.key()), entry.key()));
    var conf = new SparkConf(false);
    settings.forEach(conf::set);
    for (var key : settings.keySet()) {
      if (!UNLISTED.contains(key) && !NAMING.matcher(key).matches()) {
        ConfigEntry<?> entry = ConfigEntry.findEntry(key);
        assertNotNull(entry, key + " is no key of Spark's");
        assertNotNull(conf.get(entry), key);
      }
    }
  }
}
