package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;

class AllBenchTest {
  private static final Map<String, String> FEW =
      Map.of(
          "bench.repetitions", "1",
          "bench.pictures", "1",
          "bench.parameters", "[1000]",
          "spark.master", "local[2]");

  @TempDir Path folder;

  @Test
  void everyTaskRunsInAProcessOfItsOwnAndAFailedOneIsTold() throws Exception {
    var bench =
        new TestBench(
            folder,
            List.of(
                new NetworkCase(
                    "grm-net",
                    NetworkCase.LARGE,
                    TestBench.SMALL.toString(),
                    List.of("model.image-size=64"),
                    1,
                    2),
                new NetworkCase("lts", NetworkCase.LARGE, "conf/none.conf", List.of(), 1, 1),
                new NetworkCase(
                    "mmnet", NetworkCase.LARGE, "conf/none.conf", List.of("--help"), 1, 1)));

    var refused = assertThrows(CommandFailure.class, () -> bench.run("all", TestBench.SMALL, FEW));

    assertEquals("6 parts could not be measured, see above", refused.getMessage());
    var all = bench.document();

    var step = all.get("training_step").get("grm-net").get("large");
    assertTrue(step.get("least_ms").asDouble() <= step.get("median_ms").asDouble());
    assertTrue(step.get("median_ms").asDouble() <= step.get("most_ms").asDouble());
    assertEquals(2, step.get("expressions").asDouble());
    assertTrue(step.get("peak_resident_bytes").asLong() > step.get("off_heap_bytes").asLong());
    assertEquals(1, cost(all, "inference").get("expressions").asDouble());
    assertTrue(cost(all, "inference_all_expressions").get("expressions").asDouble() > 3);
    var overhead = figure(all, "overhead of a round");
    var round = figure(all, "averaging round");
    double tenSteps = 10 * step.get("median_ms").asDouble();
    assertEquals(
        100 * round.get("median").asDouble() / tenSteps, overhead.get("median").asDouble(), 1e-6);
    long values = step.get("parameters").asLong() + step.get("optimizer_values").asLong();
    assertEquals(
        "%,d parameters, workers: 2, local[2] in one process".formatted(values),
        round.get("setting").asText());
    assertEquals(
        "grm-net large, steps: 10; " + round.get("setting").asText(),
        overhead.get("setting").asText());
    assertEquals("sketches/s", figure(all, "shard, throughput").get("unit").asText());
    var failures = all.get("failures");
    assertEquals(6, failures.size(), "step and both kinds of answers of lts and of mmnet");
    assertTrue(failures.get(0).asText().contains("there is no such file"), "" + failures);
    var help = failures.get(3).asText();
    assertTrue(help.startsWith("step, mmnet large: "), help);
    assertTrue(help.contains("left no report to read"), help);
    assertTrue(bench.text().contains("| grm-net large "), bench.text());
  }

  @Test
  void aProcessThatFailsIsToldWithItsLastLines() {
    var refused =
        assertThrows(
            CommandFailure.class,
            () ->
                Child.java(List.of("-Xmx64m"), List.of("bench", "nonsense"))
                    .run(folder.resolve("log")));
    assertTrue(refused.getMessage().contains("exit code 2"), refused.getMessage());
    assertTrue(refused.getMessage().contains("there is no bench nonsense"), refused.getMessage());
  }

  private static JsonNode cost(JsonNode all, String work) {
    return all.get(work).get("grm-net").get("large");
  }

  private static JsonNode figure(JsonNode all, String name) {
    for (var figure : all.get("figures")) {
      if (figure.get("name").asText().equals(name)) {
        return figure;
      }
    }
    throw new AssertionError("no figure " + name + " in " + all);
  }
}
