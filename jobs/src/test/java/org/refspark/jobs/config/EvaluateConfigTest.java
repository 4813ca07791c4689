package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluateConfigTest {
  @Test
  void defaultsAreTheRecordedOnes() {
    assertEquals(
        new EvaluateConfig(768, true, 0.1, 0.5, false, 1, 1000, 8),
        Settings.of(Map.of()).section("evaluate", EvaluateConfig.class));
  }

  @Test
  void everyKeyReachesItsComponent() {
    var settings =
        Settings.of(
            Map.of(
                "evaluate.mask-size", "0",
                "evaluate.ink-only", "false",
                "evaluate.score-threshold", "0.2",
                "evaluate.shown-threshold", "0.3",
                "evaluate.permute-expressions", "true",
                "evaluate.seed", "-4",
                "evaluate.bootstrap-samples", "5",
                "evaluate.pictures-per-task", "6"));

    assertEquals(
        new EvaluateConfig(0, false, 0.2, 0.3, true, -4, 5, 6),
        settings.section("evaluate", EvaluateConfig.class));
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    for (var wrong :
        Map.of(
                "evaluate.mask-size", "9000",
                "evaluate.score-threshold", "1.5",
                "evaluate.shown-threshold", "-0.1",
                "evaluate.bootstrap-samples", "-1",
                "evaluate.pictures-per-task", "0")
            .entrySet()) {
      var refusal =
          assertThrows(
              ConfigurationException.class,
              () -> Settings.of(Map.of(wrong.getKey(), wrong.getValue())));
      assertTrue(refusal.getMessage().contains(wrong.getKey()), refusal.getMessage());
    }
  }
}
