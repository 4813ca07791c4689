package org.refspark.jobs.bench;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;

/**
 * A command in a process of its own: nothing is warm, and its memory is its own.
 *
 * @param command the program and its arguments
 */
record Child(List<String> command) {
  private static final String MAIN = "org.refspark.jobs.Main";
  private static final long MOST_HOURS = 2;
  private static final int LINES_TOLD = 5;

  /**
   * A command of this program in a JVM with this one's options and class path.
   *
   * @param options further ones of the JVM, which go before those of the same kind
   */
  static Child java(List<String> options, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(Child::shapes)
        .forEach(command::add);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), MAIN));
    command.addAll(arguments);
    return new Child(command);
  }

  /** A command of this program by its launcher; empty where this program has none. */
  static Optional<Child> launched(List<String> arguments) {
    return launcher()
        .map(
            path -> {
              var command = new ArrayList<>(List.of("bash", path.toString()));
              command.addAll(arguments);
              return new Child(command);
            });
  }

  /** Options of memory, properties and modules; agents of debuggers stay with this process. */
  private static boolean shapes(String option) {
    return option.startsWith("-X") || option.startsWith("-D") || option.startsWith("--add-");
  }

  /** With the jars that spark-submit has loaded besides. */
  private static String classPath() {
    var paths = new ArrayList<String>();
    Arrays.stream(System.getProperty("spark.jars", "").split(","))
        .filter(jar -> !jar.isEmpty())
        .map(jar -> jar.startsWith("file:") ? Path.of(URI.create(jar)).toString() : jar)
        .forEach(paths::add);
    paths.add(System.getProperty("java.class.path"));
    return String.join(File.pathSeparator, paths);
  }

  /** {@code deploy/refspark} of the checkout whose jars these are, or {@code bin/refspark}. */
  private static Optional<Path> launcher() {
    try {
      var code = Path.of(Child.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      // The application's one jar lies beside the folder of jars, others in it.
      var folder = code.getParent();
      var dist = Files.isDirectory(folder.resolve("jars")) ? folder : folder.getParent();
      return List.of(dist.resolve("../../../deploy/refspark"), dist.resolve("bin/refspark"))
          .stream()
          .map(Path::normalize)
          .filter(path -> Files.isDirectory(dist.resolve("jars")) && Files.isRegularFile(path))
          .findFirst();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs it to its end.
   *
   * @param log receives all that it prints
   * @throws CommandFailure where it fails, with its last lines
   */
  void run(Path log) throws IOException {
    var process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      // Where this process is stopped, nothing goes on measuring.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      if (!process.waitFor(MOST_HOURS, TimeUnit.HOURS)) {
        throw failure("has not ended in %d hours".formatted(MOST_HOURS), log);
      }
      if (process.exitValue() != 0) {
        throw failure("ended with exit code " + process.exitValue(), log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.RETRY, "interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private CommandFailure failure(String how, Path log) throws IOException {
    var lines = Files.readAllLines(log);
    var last = lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size());
    return new CommandFailure(
        ExitCode.ENVIRONMENT,
        "a process of its own %s: %s%n%s"
            .formatted(how, String.join(" ", arguments()), String.join("\n", last)));
  }

  private List<String> arguments() {
    int main = command.indexOf(MAIN);
    return main < 0 ? command : command.subList(main + 1, command.size());
  }
}
