package org.refspark.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.config.ConfigBinder;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.grmnet.GrmNetConfig;
import org.refspark.model.lts.LtsConfig;
import org.refspark.model.metrics.Convention;
import org.refspark.model.mmnet.MmNetConfig;

class MaskThresholdTest {
  private static final Path CONF = Path.of(System.getProperty("project.root", ".."), "conf");
  private static final EvaluateConfig AUTO = config(Map.of());

  @ParameterizedTest
  @CsvSource({"mmnet, 0.35", "lts, 0.25"})
  void aConventionSetsTheThresholdOfModelsWithOneMask(String model, double own) throws IOException {
    var run = settings(model);

    assertEquals(Optional.of(own), MaskThreshold.of(run));
    assertEquals(Optional.of(0.5), MaskThreshold.asked(run, AUTO, Convention.LAVT));
    assertEquals(Optional.empty(), MaskThreshold.asked(run, AUTO, Convention.NONE));
  }

  @Test
  void aConventionLeavesModelsThatDetectAlone() throws IOException {
    var run = settings("grm-net");

    assertEquals(Optional.empty(), MaskThreshold.asked(run, AUTO, Convention.CRIS));
    assertEquals(Optional.of(0.5), MaskThreshold.of(run));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grm-net", "mmnet", "lts"})
  void theKeyGoesBeforeTheConventionAndReachesTheModelsSettings(String model) throws IOException {
    var explicit = config(Map.of("evaluate.mask-threshold", "0.4"));
    var run = settings(model);
    var before = run.configuration().deepCopy();

    assertEquals(Optional.of(0.4), MaskThreshold.asked(run, explicit, Convention.CRIS));
    var set = MaskThreshold.set(run, 0.4);
    assertEquals(Optional.of(0.4), MaskThreshold.of(set));
    assertEquals(0.4, thresholdOf(set.configuration()), "as the network reads it");
    assertEquals(before, run.configuration(), "the run's own record stays");
  }

  @Test
  void aModelWithoutThresholdRefusesOne() throws IOException {
    var explicit = config(Map.of("evaluate.mask-threshold", "0.4"));
    var toy = run("{\"model\": {\"name\": \"toy\"}}");

    var refusal =
        assertThrows(
            ConfigurationException.class,
            () -> MaskThreshold.asked(toy, explicit, Convention.NONE));
    assertTrue(refusal.getMessage().contains("evaluate.mask-threshold"), refusal.getMessage());
  }

  private static EvaluateConfig config(Map<String, String> keys) {
    return Settings.of(keys).section("evaluate", EvaluateConfig.class);
  }

  /** The threshold that the network of a run's settings is built with. */
  private static double thresholdOf(JsonNode configuration) {
    var model = Settings.fromJson(configuration.toString(), "run.json").section("model");
    var choices = model.withoutPath("name").atPath("model");
    return switch (model.getString("name")) {
      case "mmnet" -> ConfigBinder.bind(choices, MmNetConfig.class, "model").threshold();
      case "lts" -> ConfigBinder.bind(choices, LtsConfig.class, "model").threshold();
      default -> ConfigBinder.bind(choices, GrmNetConfig.class, "model").detect().maskThreshold();
    };
  }

  /** The record of a run with a network's small settings, defaults included. */
  private static RunRecord settings(String model) throws IOException {
    return run(
        Settings.load(Optional.of(CONF.resolve(model).resolve("small.conf")), Map.of(), Set.of())
            .toJson());
  }

  private static RunRecord run(String configuration) throws IOException {
    var data = new RunRecord.Data("s", "h", "toys", "train", 1, 1, List.of(), List.of());
    return new RunRecord(
        2, "now", Map.of(), data, new TreeMap<>(), new ObjectMapper().readTree(configuration));
  }
}
