package org.refspark.jobs.watch;

import java.net.URISyntaxException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.slf4j.LoggerFactory;

/** How this process logs. */
public final class LogSettings {
  private static final String OURS = "log4j2.properties";
  private static final String SPARKS = "org/apache/spark/log4j2-defaults.properties";

  private LogSettings() {}

  /**
   * Logs as our own {@code log4j2.properties} says, where nobody has said anything: neither a file
   * of the cluster's in Spark's {@code conf}, nor one that was named to this process. The file
   * comes within our jar, so that it is there on every machine; Spark looks for one before it has
   * our jar.
   */
  public static void apply() {
    var context = (LoggerContext) LogManager.getContext(false);
    var place = context.getConfiguration().getConfigurationSource().getLocation();
    // Without any file log4j has no place for its settings.
    if (place != null && !place.endsWith(SPARKS)) {
      return;
    }
    var ours = LogSettings.class.getClassLoader().getResource(OURS);
    if (ours == null) {
      return;
    }
    try {
      context.setConfigLocation(ours.toURI());
    } catch (URISyntaxException e) {
      LoggerFactory.getLogger(LogSettings.class).warn("{} is no place for settings", ours, e);
    }
  }
}
