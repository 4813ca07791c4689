package org.refspark.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.config.ConfigurationException;

class JobBenchTest {
  private static final Map<String, String> TINY =
      Map.ofEntries(
          Map.entry("model.image-size", "64"),
          Map.entry("scenes.size", "96"),
          Map.entry("bench.pictures", "1"),
          Map.entry("bench.repetitions", "1"),
          Map.entry("evaluate.bootstrap-samples", "0"),
          Map.entry("spark.master", "local[2]"));

  @TempDir Path folder;

  @Test
  void everyNumberOfWeightsAndWorkersIsARow() throws Exception {
    var figures =
        bench("round", Map.of("bench.parameters", "[10, 5000000]", "bench.workers", "[1, 3]"));

    var rounds = named(figures, "averaging round");
    assertEquals(
        List.of(
            "10 parameters, workers: 1, local[2] in one process",
            "10 parameters, workers: 3, local[2] in one process",
            "5,000,000 parameters, workers: 1, local[2] in one process",
            "5,000,000 parameters, workers: 3, local[2] in one process"),
        rounds.stream().map(figure -> figure.get("setting").asText()).toList());
    var travels = named(figures, "of it, sending values and averaging");
    for (int i = 0; i < rounds.size(); i++) {
      assertTrue(
          travels.get(i).get("most").asDouble() < rounds.get(i).get("most").asDouble(),
          figures.toString());
    }
    for (var round : rounds) {
      assertTrue(round.get("least").asDouble() <= round.get("median").asDouble());
      assertTrue(round.get("median").asDouble() <= round.get("most").asDouble());
      assertEquals("ms", round.get("unit").asText());
    }
  }

  @Test
  void whereStepsTakeTimeTheRestOfARoundIsTold() throws Exception {
    var figures =
        bench(
            "round",
            Map.of(
                "bench.parameters", "[10]",
                "bench.workers", "[2]",
                "bench.step-time", "400ms",
                "averaging.frequency", "2"));

    var share = named(figures, "share of a round beside its steps").get(0);
    assertTrue(share.get("setting").asText().endsWith("2 steps of 400 ms"), share.toString());
    double round = named(figures, "averaging round").get(0).get("median").asDouble();
    assertTrue(round >= 800, figures.toString());
    // Both workers at once: two steps by the clock, which a busy machine makes longer.
    double told = share.get("median").asDouble();
    assertTrue(told > 0 && told <= 100 * (1 - 800 / round), figures.toString());
  }

  @Test
  void timePerExampleIsTheRoundsByAllThatTheWorkersLearnFrom() throws Exception {
    var figures =
        bench(
            "workers",
            Map.of(
                "bench.workers", "[1, 2]",
                "averaging.frequency", "2",
                "train.batch-pictures", "1",
                "train.expressions-per-picture", "3"));

    var rounds = named(figures, "round");
    var examples = named(figures, "time per example");
    assertEquals(2, rounds.size());
    for (int i = 0; i < 2; i++) {
      double round = rounds.get(i).get("median").asDouble();
      assertEquals(round / (6 * (i + 1)), examples.get(i).get("median").asDouble(), 1e-6 * round);
    }
    assertEquals(1, named(figures, "pure step").size());
    var steps = named(figures, "steps of a round");
    var overheads = named(figures, "overhead of a round");
    for (int i = 0; i < 2; i++) {
      double round = rounds.get(i).get("median").asDouble();
      double taken = steps.get(i).get("median").asDouble();
      double overhead = overheads.get(i).get("median").asDouble();
      assertTrue(taken < round, figures.toString());
      // The one round's, less what it waited for input and what starting its job took.
      assertTrue(overhead > 0 && overhead <= 100 * (round / taken - 1), figures.toString());
      assertTrue(overheads.get(i).get("setting").asText().endsWith(", local[2] in one process"));
    }
  }

  @Test
  void moreExpressionsThanEverySceneHasAreRefused() {
    var refused =
        assertThrows(
            ConfigurationException.class,
            () -> bench("workers", Map.of("train.expressions-per-picture", "9")));
    assertTrue(refused.getMessage().contains("is 9"), refused.getMessage());
    assertTrue(refused.getMessage().contains("=8"), refused.getMessage());
  }

  @Test
  void shardsAreMadeOfSplitsThatGrow() throws Exception {
    var figures = bench("shard", Map.of());

    var seconds = named(figures, "shard");
    var rates = named(figures, "shard, throughput");
    assertEquals(
        List.of("1x: 1 pictures", "4x: 4 pictures", "16x: 16 pictures"),
        seconds.stream().map(figure -> figure.get("setting").asText()).toList());
    for (int i = 0; i < 3; i++) {
      double rate = Math.pow(4, i) / seconds.get(i).get("median").asDouble();
      assertEquals(rate, rates.get(i).get("median").asDouble(), 1e-6 * rate);
    }
    assertEquals(3, named(figures, "shard, peak memory").size());
  }

  @Test
  void splitsAreEvaluatedByANetworkJustBegun() throws Exception {
    var figures = bench("split", Map.of());

    var rates = named(figures, "evaluate, throughput");
    assertEquals(3, rates.size());
    assertTrue(rates.get(2).get("setting").asText().startsWith("16x: 16 pictures, "), "" + rates);
    assertEquals("expressions/s", rates.get(0).get("unit").asText());
    assertEquals(3, named(figures, "evaluate, peak memory").size());
  }

  @Test
  void startsAreMeasuredFromTheCommandToTheEndOfTheFirstRound() throws Exception {
    var figures = bench("startup", Map.of("train.expressions-per-picture", "8"));

    double round = named(figures, "start to first round").get(0).get("median").asDouble();
    double ended = named(figures, "start to end of first round").get(0).get("median").asDouble();
    double end = named(figures, "start to end of one epoch").get(0).get("median").asDouble();
    assertTrue(0 < round && round < ended && ended < end, "" + figures);
  }

  @Test
  void onlyNetworksAreGoneThroughASetting() {
    var refused =
        assertThrows(
            ConfigurationException.class, () -> bench("shard", Map.of("over", "scenes.size=1,2")));
    assertTrue(refused.getMessage().contains("takes no --over"), refused.getMessage());
  }

  private JsonNode bench(String task, Map<String, String> more) throws Exception {
    var overrides = new TreeMap<>(TINY);
    overrides.putAll(more);
    var bench = new TestBench(folder, List.of());
    var document = bench.run(task, TestBench.SMALL, overrides);
    assertEquals(task, document.get("bench").asText());
    assertTrue(document.get("machine").has("cpu"));
    assertTrue(bench.text().contains("| median "), bench.text());
    return document.get("figures");
  }

  private static List<JsonNode> named(JsonNode figures, String name) {
    return java.util.stream.StreamSupport.stream(figures.spliterator(), false)
        .filter(figure -> figure.get("name").asText().equals(name))
        .toList();
  }
}
