package org.refspark.jobs.watch;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** Sends our own warnings on, a few of each kind. */
final class WarningAppender extends AbstractAppender {
  private static final String OURS = "org.refspark";
  private static final int MOST_KINDS = 50;
  private static final int MOST_OF_A_KIND = 20;

  private final Consumer<Warning> driver;
  private final String host;
  private final String executor;
  private final ConcurrentHashMap<String, AtomicInteger> sent = new ConcurrentHashMap<>();

  private WarningAppender(Consumer<Warning> driver, String host, String executor) {
    super("refspark-warnings", null, null, true, Property.EMPTY_ARRAY);
    this.driver = driver;
    this.host = host;
    this.executor = executor;
  }

  /** Begins to listen to our loggers. */
  static WarningAppender begin(Consumer<Warning> driver, String host, String executor) {
    var appender = new WarningAppender(driver, host, executor);
    appender.start();
    ((Logger) LogManager.getLogger(OURS)).addAppender(appender);
    return appender;
  }

  void end() {
    ((Logger) LogManager.getLogger(OURS)).removeAppender(this);
    stop();
  }

  @Override
  public void append(LogEvent event) {
    if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
      var kind = event.getLoggerName() + " " + event.getMessage().getFormat();
      if (isAllowed(kind)) {
        driver.accept(new Warning(host, executor, kind, event.getMessage().getFormattedMessage()));
      }
    }
  }

  private boolean isAllowed(String kind) {
    if (sent.size() >= MOST_KINDS && !sent.containsKey(kind)) {
      return false;
    }
    return sent.computeIfAbsent(kind, k -> new AtomicInteger()).incrementAndGet() <= MOST_OF_A_KIND;
  }
}
