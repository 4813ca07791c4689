package org.refspark.jobs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A process whose output goes to a file. It ends with this object, and its children with it. */
final class Logged implements AutoCloseable {
  private static final Duration GLANCE = Duration.ofMillis(100);

  private final String name;
  private final Path log;
  private final Process process;

  private Logged(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  static Logged start(String name, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    // What Surefire or Failsafe set for this JVM is none of the cluster's business.
    builder.environment().remove("SPARK_TESTING");
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    return new Logged(name, log, builder.redirectOutput(log.toFile()).start());
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** All that it has printed; the last character may be half there. */
  String text() throws IOException {
    return Files.exists(log) ? new String(Files.readAllBytes(log), UTF_8) : "";
  }

  /** Waits for the end. */
  int await(Duration most) throws IOException, InterruptedException {
    if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError(
          "%s has not ended in %d s:%n%s".formatted(name, most.toSeconds(), tail()));
    }
    return process.exitValue();
  }

  /** Waits for the end, which is to be this one. */
  void expect(int exitCode, Duration most) throws IOException, InterruptedException {
    int found = await(most);
    assertEquals(exitCode, found, () -> "exit code of " + name + ":\n" + tail());
  }

  /** Waits until the output has this somewhere. */
  MatchResult await(String pattern, int count, Duration most)
      throws IOException, InterruptedException {
    var regex = Pattern.compile(pattern);
    var matches = new MatchResult[1];
    until(
        "%s prints %s %d times".formatted(name, pattern, count),
        most,
        () -> {
          var found = regex.matcher(unchecked()).results().toList();
          matches[0] = found.size() >= count ? found.get(count - 1) : null;
          return matches[0] != null || !isAlive();
        });
    if (matches[0] == null) {
      throw new AssertionError("%s has ended without %s:%n%s".formatted(name, pattern, tail()));
    }
    return matches[0];
  }

  /** Waits until something is so. */
  static void until(String what, Duration most, BooleanSupplier condition)
      throws InterruptedException {
    if (!within(most, condition)) {
      throw new AssertionError("waited %d s until %s".formatted(most.toSeconds(), what));
    }
  }

  /** Waits until something is so, or the time is over. */
  static boolean within(Duration most, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    boolean so = condition.getAsBoolean();
    while (!so && System.nanoTime() < end) {
      Thread.sleep(GLANCE.toMillis());
      so = condition.getAsBoolean();
    }
    return so;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  @Override
  public void close() throws InterruptedException {
    var children = process.descendants().toList();
    process.destroyForcibly().waitFor();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private String unchecked() {
    try {
      return text();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String tail() {
    var lines = unchecked().split("\n");
    return String.join(
        "\n", Arrays.copyOfRange(lines, Math.max(0, lines.length - 40), lines.length));
  }
}
