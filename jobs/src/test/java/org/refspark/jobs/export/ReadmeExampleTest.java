package org.refspark.jobs.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.network.Networks;
import org.refspark.jobs.use.RefSpark;

/** The Java of the README, as it stands there, in a JVM without a jar of Spark or Hadoop. */
class ReadmeExampleTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theExampleOfTheReadmeAnswersWithoutSpark() throws Exception {
    var runs = new MeasuredRun(folder);
    runs.write("run", 1, Map.of());
    var arguments = Map.of("run", runs.at("run"), "out", runs.at("package"));
    runs.call(new ExportCommand(new Networks()), arguments);
    var example = folder.resolve("Segment.java");
    Files.writeString(example, example());

    var command = new ArrayList<>(List.of(javaBinary(), "-Xmx1g"));
    Stream.of("extension", "maxbytes")
        .map(name -> name.equals("extension") ? "platform.extension" : name)
        .map(name -> "org.bytedeco.javacpp." + name)
        .filter(name -> System.getProperty(name) != null)
        .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
    command.addAll(List.of("-cp", withoutSpark(), example.toString()));
    command.addAll(List.of(runs.at("package"), runs.at("sketch.png"), "the square 1"));
    var said = run(command);
    assertTrue(said.lines().anyMatch(line -> line.matches("score 1\\.00, \\d+ pixels .*")), said);
  }

  private static String example() throws IOException {
    var readme = Files.readString(Path.of(System.getProperty("project.root"), "README.md"));
    var examples = JAVA.matcher(readme).results().map(match -> match.group(1)).toList();
    assertEquals(1, examples.size(), "examples in Java");
    return examples.get(0);
  }

  private static String withoutSpark() {
    var kept =
        classPath()
            .filter(entry -> !entry.contains("/org/apache/spark/"))
            .filter(entry -> !entry.contains("/org/apache/hadoop/"))
            .collect(Collectors.joining(File.pathSeparator));
    assertFalse(kept.contains("spark-core"), kept);
    return kept;
  }

  /** Of whoever has loaded the classes under test: not all runners do so by the class path. */
  private static Stream<String> classPath() {
    return RefSpark.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath)
        : Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
  }

  private static String javaBinary() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    var out = folder.resolve("out.txt").toFile();
    var process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out).start();
    try {
      assertTrue(process.waitFor(3, TimeUnit.MINUTES), "it hangs");
      var said = Files.readString(out.toPath());
      assertEquals(0, process.exitValue(), said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
