package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.config.ConfigurationException;

class BenchCommandTest {

  @TempDir Path folder;

  @Test
  void aSweepMeasuresEveryValueOfASetting() throws Exception {
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
      assertEquals(
          List.of("input", "forward", "backward", "between operations", "output", "update"),
          names(m));
      // Parts are all that a repetition is made of, but for what measuring takes.
      double sum = 0;
      for (var part : m.get("parts")) {
        sum += part.get("milliseconds").asDouble();
      }
      assertTrue(sum <= 2 * time.get("most").asDouble(), m.toString());
      assertTrue(sum >= 0.5 * time.get("least").asDouble(), m.toString());
    }
    assertTrue(Long.parseLong(document.get("machine").get("ram-bytes").asText()) > 1 << 30);
  }

  @Test
  void answersToASetNumberOfExpressionsAreMeasuredToo() throws Exception {
    var measurements =
        bench("evaluate", Map.of("over", "bench.expressions=1,16")).get("measurements");

    assertEquals(1, measurements.get(0).get("expressions").asDouble());
    assertEquals(16, measurements.get(1).get("expressions").asDouble());
    for (var m : measurements) {
      double perSecond =
          1000 * m.get("expressions").asDouble() / m.get("milliseconds").get("median").asDouble();
      assertEquals(perSecond, m.get("expressions-per-second").asDouble(), 1e-6 * perSecond);
    }
  }

  @Test
  void answersAreMeasuredWithAllExpressionsOfAPicture() throws Exception {
    var document = bench("evaluate", Map.of());

    var m = document.get("measurements").get(0);
    assertTrue(m.get("expressions").asDouble() > 3, m.toString());
    assertEquals(List.of("input", "forward", "between operations", "output"), names(m));
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

  private static List<String> names(JsonNode measurement) {
    var names = new ArrayList<String>();
    measurement.get("parts").forEach(part -> names.add(part.get("name").asText()));
    return names;
  }

  private JsonNode bench(String task, Map<String, String> more) throws Exception {
    var overrides = new TreeMap<>(more);
    overrides.put("model.image-size", "64");
    var bench = new TestBench(folder, List.of());
    var document = bench.run(task, TestBench.SMALL, overrides);
    assertTrue(bench.text().contains("images/s"));
    return document;
  }
}
