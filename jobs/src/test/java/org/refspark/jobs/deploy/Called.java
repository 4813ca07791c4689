package org.refspark.jobs.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How a program ended that was called in the project's folder, and what it wrote. */
record Called(int code, String out, String err) {
  static final Path ROOT = Path.of(System.getProperty("project.root"));

  /**
   * Calls a program.
   *
   * @param input what it reads
   */
  static Called with(Map<String, String> environment, String input, List<String> command)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("called");
    var files = List.of(folder.resolve("in"), folder.resolve("out"), folder.resolve("err"));
    try {
      Files.writeString(files.get(0), input);
      var builder =
          new ProcessBuilder(command)
              .directory(ROOT.toFile())
              .redirectInput(files.get(0).toFile())
              .redirectOutput(files.get(1).toFile())
              .redirectError(files.get(2).toFile());
      builder.environment().putAll(environment);
      return new Called(
          exitValue(builder.start(), command),
          Files.readString(files.get(1), UTF_8),
          Files.readString(files.get(2), UTF_8));
    } finally {
      for (var file : files) {
        Files.deleteIfExists(file);
      }
      Files.delete(folder);
    }
  }

  static Called with(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    return with(environment, "", List.of(command));
  }

  static Called of(String... command) throws IOException, InterruptedException {
    return with(Map.of(), command);
  }

  private static int exitValue(Process process, List<String> command) throws InterruptedException {
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> String.join(" ", command));
      return process.exitValue();
    } finally {
      // A shell leaves behind what it waits for.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** Whether there is a program of that name. */
  static boolean isThere(String program) throws IOException, InterruptedException {
    return of("bash", "-c", "command -v " + program).code == 0;
  }
}
