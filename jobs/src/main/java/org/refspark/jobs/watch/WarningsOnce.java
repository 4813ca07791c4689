package org.refspark.jobs.watch;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Says each kind of warning once, and in the end how often it came besides. Thread-safe. */
final class WarningsOnce implements AutoCloseable {
  private final Consumer<String> lines;
  private final Map<String, Seen> seen = new TreeMap<>();

  private static final class Seen {
    private final String first;
    private int more;

    private Seen(String first) {
      this.first = first;
    }
  }

  WarningsOnce(Consumer<String> lines) {
    this.lines = lines;
  }

  synchronized void say(Warning warning) {
    var known = seen.get(warning.kind());
    if (known != null) {
      known.more++;
    } else {
      seen.put(warning.kind(), new Seen(warning.text()));
      lines.accept(
          "On %s, executor %s: %s".formatted(warning.host(), warning.executor(), warning.text()));
    }
  }

  @Override
  public synchronized void close() {
    for (var kind : seen.values()) {
      if (kind.more > 0) {
        lines.accept("Executors warned %d more times like: %s".formatted(kind.more, kind.first));
      }
    }
    seen.clear();
  }
}
