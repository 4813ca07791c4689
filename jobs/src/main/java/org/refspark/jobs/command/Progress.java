package org.refspark.jobs.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.ThreadContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far long work is, with its rate and the time left: one line that is rewritten in a terminal,
 * plain log lines elsewhere. Thread-safe.
 *
 * <pre>train: 1,240 / 6,000 examples  20.7 %  35.1/s  2:15 left  loss 1.204</pre>
 */
public final class Progress implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
  private static final Duration IN_TERMINAL = Duration.ofMillis(200);
  private static final Duration IN_LOG = Duration.ofSeconds(10);

  private final String work;
  private final String unit;
  private final long total;
  private final boolean terminal;
  private final Consumer<String> lines;
  private final LongSupplier nanos;
  private final long started;
  private long base;
  private long done;
  private String detail = "";
  private long shown;
  private boolean pending;

  private Progress(
      String work,
      String unit,
      long total,
      boolean terminal,
      Consumer<String> lines,
      LongSupplier nanos) {
    this.work = work;
    this.unit = unit;
    this.total = total;
    this.terminal = terminal;
    this.lines = lines;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.shown = started;
  }

  /**
   * Starts to show work: in log lines where there is no terminal, or other work goes on beside it.
   *
   * @param work what is done, such as {@code train}
   * @param unit of what is counted, such as {@code examples}
   * @param total of them
   */
  public static Progress of(String work, String unit, long total) {
    return System.console() == null || LogContext.isBesideOthers()
        ? new Progress(work, unit, total, false, inLog(), System::nanoTime)
        : new Progress(work, unit, total, true, onOneLine(System.err), System::nanoTime);
  }

  static Progress inLog(
      String work, String unit, long total, Consumer<String> lines, LongSupplier nanos) {
    return new Progress(work, unit, total, false, lines, nanos);
  }

  /** Counts what an earlier run had done: it is no part of the rate. */
  public synchronized Progress resumedAt(long before) {
    base = before;
    done = before;
    return this;
  }

  /** Counts some more. */
  public synchronized void advance(long more) {
    done += more;
    showIfDue();
  }

  /** Counts some more and shows a figure behind it, such as {@code loss 1.204}. */
  public synchronized void advance(long more, String latest) {
    detail = latest;
    advance(more);
  }

  /** Shows a sentence of its own. */
  public synchronized void say(String sentence) {
    lines.accept(sentence);
    endLine();
  }

  /** Shows where it ended. */
  @Override
  public synchronized void close() {
    if (pending || terminal) {
      show();
    }
    endLine();
  }

  private void endLine() {
    if (terminal) {
      System.err.println();
    }
  }

  private void showIfDue() {
    pending = true;
    if (nanos.getAsLong() - shown >= (terminal ? IN_TERMINAL : IN_LOG).toNanos()) {
      show();
    }
  }

  private void show() {
    lines.accept(line());
    shown = nanos.getAsLong();
    pending = false;
  }

  private String line() {
    double seconds = (nanos.getAsLong() - started) / 1e9;
    double rate = seconds > 0 ? (done - base) / seconds : 0;
    var line =
        new StringBuilder(String.format(Locale.ROOT, "%s: %,d / %,d %s", work, done, total, unit));
    line.append(String.format(Locale.ROOT, "  %.1f %%", total == 0 ? 100.0 : 100.0 * done / total));
    if (rate > 0) {
      line.append(String.format(Locale.ROOT, rate >= 0.1 ? "  %.1f/s" : "  %.3f/s", rate));
      var time = Duration.ofSeconds(Math.round(done < total ? (total - done) / rate : seconds));
      line.append("  ").append(clock(time)).append(done < total ? " left" : " taken");
    }
    return detail.isEmpty() ? line.toString() : line.append("  ").append(detail).toString();
  }

  private static String clock(Duration time) {
    return time.toHours() > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart());
  }

  /** Whichever thread counts, lines are of the run that this one works for. */
  private static Consumer<String> inLog() {
    var said = ThreadContext.getImmutableContext();
    return line -> {
      try (var also = CloseableThreadContext.putAll(said)) {
        LOG.info(line);
      }
    };
  }

  private static Consumer<String> onOneLine(PrintStream terminal) {
    return line -> {
      // To the line's start, the text, and whatever the last text had more is erased.
      terminal.print("\r" + line + "\u001b[K");
      terminal.flush();
    };
  }
}
