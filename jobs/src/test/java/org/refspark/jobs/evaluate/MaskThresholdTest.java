package org.refspark.jobs.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.EvaluateConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.metrics.Convention;

class MaskThresholdTest {
  private static final EvaluateConfig AUTO = config(Map.of());

  @Test
  void aConventionSetsTheThresholdOfModelsWithOneMaskOnly() throws IOException {
    var oneMask = run("{\"model\": {\"name\": \"mmnet\", \"threshold\": 0.35}}");
    var detecting = run("{\"model\": {\"detect\": {\"mask-threshold\": 0.5}}}");

    assertEquals(Optional.of(0.5), MaskThreshold.asked(oneMask, AUTO, Convention.LAVT));
    assertEquals(Optional.empty(), MaskThreshold.asked(oneMask, AUTO, Convention.NONE));
    assertEquals(Optional.empty(), MaskThreshold.asked(detecting, AUTO, Convention.CRIS));
    assertEquals(Optional.of(0.5), MaskThreshold.of(detecting));
  }

  @Test
  void theKeyGoesBeforeTheConventionAndReachesTheModel() throws IOException {
    var explicit = config(Map.of("evaluate.mask-threshold", "0.4"));
    var oneMask = run("{\"model\": {\"threshold\": 0.35}}");
    var detecting = run("{\"model\": {\"detect\": {\"mask-threshold\": 0.5}}}");

    assertEquals(Optional.of(0.4), MaskThreshold.asked(oneMask, explicit, Convention.CRIS));
    assertEquals(Optional.of(0.4), MaskThreshold.of(MaskThreshold.set(oneMask, 0.4)));
    assertEquals(Optional.of(0.4), MaskThreshold.of(MaskThreshold.set(detecting, 0.4)));
    assertEquals(Optional.of(0.35), MaskThreshold.of(oneMask), "the run's own record stays");
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

  private static RunRecord run(String configuration) throws IOException {
    var data = new RunRecord.Data("s", "h", "toys", "train", 1, 1, List.of(), List.of());
    return new RunRecord(
        2, "now", Map.of(), data, new TreeMap<>(), new ObjectMapper().readTree(configuration));
  }
}
