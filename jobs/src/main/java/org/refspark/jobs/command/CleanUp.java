package org.refspark.jobs.command;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is tidied up at the end, and may wait for executors that stand still: two minutes for each
 * answer, by Spark's own rules. It gets half a minute and is then given up.
 */
public final class CleanUp {
  private static final Duration MOST = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(CleanUp.class);

  private CleanUp() {}

  /**
   * Does it on a thread of its own, which no interruption of the caller's disturbs: Spark gives up
   * half-way where it is interrupted.
   *
   * @param what is done, for messages
   */
  public static void run(String what, Runnable work) {
    var thread = new Thread(() -> attempt(what, work), "clean up: " + what);
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    long end = System.nanoTime() + MOST.toNanos();
    while (thread.isAlive() && System.nanoTime() < end) {
      try {
        thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (thread.isAlive()) {
      LOG.warn(
          "{}: given up after {} s. Are there executors that stand still?", what, MOST.toSeconds());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", what, e.toString());
    }
  }
}
