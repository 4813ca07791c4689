package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.DoubleAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks that are large for their driver. */
@ExtendWith(SharedPipeline.class)
class LargeIT {
  private static final double GIGABYTE = 1073.741824;

  private final ToyPipeline pipeline = SharedPipeline.pipeline();

  /**
   * A copy is 400 MB: four workers' copies, and the driver's own two, would not fit beside Spark.
   * An executor has a gigabyte for arrays, and one for the rest, beside its heap.
   */
  @Test
  void fourWorkersOfAHundredMillionValuesAreAveragedByADriverOfThreeGigabytes()
      throws IOException, InterruptedException {
    var out = pipeline.folder().resolve("large.json");
    var ofExecutors = new DoubleAccumulator(Math::max, 0);
    var command =
        List.of(
            "bench",
            "round",
            "bench.parameters=[1e8]",
            "bench.workers=[4]",
            "bench.warm-up=1",
            "bench.repetitions=2",
            "spark.driver.memory=2g",
            "spark.executor.memory=3g",
            "out=" + out);
    try (var bench = pipeline.cluster().command(command)) {
      Logged.within(
          ToyPipeline.COMMAND,
          () -> {
            pipeline.cluster().executors().forEach(one -> ofExecutors.accumulate(peak(one)));
            return !bench.isAlive();
          });
      bench.expect(0, ToyPipeline.COMMAND);
    }
    System.out.printf("an executor of %,.0f MB%n", ofExecutors.get());
    assertTrue(ofExecutors.get() > 400, "it holds a copy: " + ofExecutors);
    assertTrue(ofExecutors.get() < 5 * GIGABYTE, "an executor of " + ofExecutors + " MB");
    var figures = new ObjectMapper().readTree(out.toFile()).get("figures");
    for (JsonNode figure : figures) {
      if (figure.get("unit").asText().equals("MB")) {
        assertTrue(figure.get("most").asDouble() < 3 * GIGABYTE, figures.toString());
        System.out.println("a driver of " + figure);
        return;
      }
    }
    assertEquals("a figure of memory", figures.toString());
  }

  /** The most that a process has had in RAM so far, MB; 0 where it has ended. */
  private static double peak(ProcessHandle process) {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
