package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;

class BenchCommandTest {
  private static final Path SMALL =
      Path.of(System.getProperty("project.root", ".."), "conf/grm-net/small.conf");

  @TempDir Path folder;

  @Test
  void aSweepMeasuresEveryValueOfASetting() throws IOException {
    var document = bench("step", Map.of("over", "model.roi.convs=1,3"));

    assertEquals("step", document.get("bench").asText());
    assertEquals("grm-net", document.get("model").asText());
    assertEquals(2, document.get("measurements").size());
    var one = document.get("measurements").get(0);
    var three = document.get("measurements").get(1);
    assertEquals("model.roi.convs=1", one.get("setting").asText());
    assertTrue(three.get("parameters").asLong() > one.get("parameters").asLong());
    // Two more 3×3 convolutions of 48 channels on 7×7 bins of the 16 sampled regions.
    double more = 2.0 * 2 * 16 * 7 * 7 * 9 * 48 * 48 / 1e9;
    double difference =
        three.get("forward-gflops").asDouble() - one.get("forward-gflops").asDouble();
    assertEquals(more, difference, 1e-9);
    for (var m : document.get("measurements")) {
      var time = m.get("milliseconds");
      assertTrue(time.get("least").asDouble() <= time.get("median").asDouble());
      assertTrue(time.get("median").asDouble() <= time.get("most").asDouble());
      double perSecond = 1000 / time.get("median").asDouble();
      assertEquals(perSecond, m.get("pictures-per-second").asDouble(), 1e-6 * perSecond);
      assertTrue(m.get("plan-bytes").asLong() > 1 << 20);
      assertTrue(m.get("peak-resident-bytes").asLong() > m.get("plan-bytes").asLong());
      assertEquals(10, m.get("kernels").size());
    }
  }

  @Test
  void answersAreMeasuredWithAllExpressionsOfAPicture() throws IOException {
    var document = bench("evaluate", Map.of());

    var m = document.get("measurements").get(0);
    assertTrue(m.get("expressions").asDouble() > 3, m.toString());
    assertEquals(1, m.get("pictures").asDouble());
    assertEquals("", m.get("setting").asText());
    assertTrue(m.get("forward-gflops").asDouble() > 0.1);
    assertEquals(m.get("parameters").asLong() * 4, m.get("weight-bytes").asLong());
  }

  @Test
  void listsAreValuesOfASweepToo() {
    assertEquals(
        new Variants("model.backbone.blocks", List.of("[1, 1, 1, 1]", "[2, 2, 2, 2]")),
        Variants.parse("model.backbone.blocks=[1, 1, 1, 1],[2, 2, 2, 2]"));
    assertThrows(ConfigurationException.class, () -> Variants.parse("model.queries="));
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertEquals(
        new Measurement.Milliseconds(2.5, 1, 9),
        Measurement.Milliseconds.of(new long[] {9_000_000, 2_000_000, 1_000_000, 3_000_000}));
  }

  private JsonNode bench(String task, Map<String, String> more) throws IOException {
    var file = folder.resolve("bench.json");
    var overrides = new TreeMap<>(more);
    overrides.put("task", task);
    overrides.put("out", file.toString());
    overrides.put("model.image-size", "64");
    overrides.put("bench.repetitions", "2");
    overrides.put("bench.warm-up", "0");
    var command = new BenchCommand();
    var out = new ByteArrayOutputStream();
    command.run(
        Settings.load(Optional.of(SMALL), overrides, command.arguments()),
        new PrintStream(out, true, StandardCharsets.UTF_8));
    assertTrue(out.toString(StandardCharsets.UTF_8).contains("images/s"));
    return new ObjectMapper().readTree(file.toFile());
  }
}
