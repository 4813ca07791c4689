package org.refspark.jobs.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverMemoryTest {
  private static final Pattern FIGURES = Pattern.compile("arrays: (\\d+) (\\d+) (\\d+)");

  @TempDir Path folder;

  @Test
  void theDriverHoldsTwoCopiesOfTheValuesAtMost() throws IOException, InterruptedException {
    var figures = FIGURES.matcher(said());
    assertTrue(figures.find());
    long before = Long.parseLong(figures.group(1));
    double most = (Long.parseLong(figures.group(2)) - before) / (double) LargeDriver.COPY;
    double after = (Long.parseLong(figures.group(3)) - before) / (double) LargeDriver.COPY;

    // Pieces on their way are 4 MB each, and Spark fetches a few at a time.
    assertTrue(most < 2.5, most + " copies");
    assertTrue(most > 1.5, "the measurement sees both, but found " + most + " copies");
    assertTrue(after < 1.2, after + " copies after the round");
  }

  /** What a driver in a JVM with the options and the class path of this one prints. */
  private String said() throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("(-X|-D|--add-).*"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(LargeDriver.class.getName());
    var log = folder.resolve("driver.log");
    var driver =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertTrue(driver.waitFor(5, TimeUnit.MINUTES), "it has ended");
    } finally {
      driver.destroyForcibly();
    }
    var said = Files.readString(log, UTF_8);
    assertEquals(0, driver.exitValue(), said);
    return said;
  }
}
