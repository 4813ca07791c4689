package org.refspark.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks that are large for their driver. */
@ExtendWith(SharedPipeline.class)
class LargeIT {
  private final ToyPipeline pipeline = SharedPipeline.pipeline();

  /**
   * A copy is 400 MB: four workers' copies, and the driver's own two, would not fit beside Spark.
   */
  @Test
  void fourWorkersOfAHundredMillionValuesAreAveragedByADriverOfThreeGigabytes()
      throws IOException, InterruptedException {
    var out = pipeline.folder().resolve("large.json");
    pipeline.done(
        List.of(
            "bench",
            "round",
            "bench.parameters=[1e8]",
            "bench.workers=[4]",
            "bench.warm-up=1",
            "bench.repetitions=2",
            "spark.driver.memory=2g",
            "spark.executor.memory=3g",
            "out=" + out));
    var figures = new ObjectMapper().readTree(out.toFile()).get("figures");
    for (JsonNode figure : figures) {
      if (figure.get("unit").asText().equals("MB")) {
        assertTrue(figure.get("most").asDouble() < 3 * 1073.741824, figures.toString());
        System.out.println("a driver of " + figure);
        return;
      }
    }
    assertEquals("a figure of memory", figures.toString());
  }
}
