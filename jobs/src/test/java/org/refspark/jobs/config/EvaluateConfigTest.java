package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluateConfigTest {
  @Test
  void defaultsAreTheRecordedOnes() {
    assertEquals(
        new EvaluateConfig(
            EvaluateConfig.ConventionName.NONE,
            "auto",
            EvaluateConfig.InkOnly.AUTO,
            Optional.empty(),
            EvaluateConfig.Sentences.AUTO,
            0.1,
            0.5,
            false,
            1,
            1000,
            8,
            "newest"),
        Settings.of(Map.of()).section("evaluate", EvaluateConfig.class));
  }

  @Test
  void everyKeyReachesItsComponent() {
    var settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("evaluate.convention", "paper"),
                Map.entry("evaluate.mask-size", "0"),
                Map.entry("evaluate.ink-only", "false"),
                Map.entry("evaluate.mask-threshold", "0.4"),
                Map.entry("evaluate.sentences", "first"),
                Map.entry("evaluate.score-threshold", "0.2"),
                Map.entry("evaluate.shown-threshold", "0.3"),
                Map.entry("evaluate.permute-expressions", "true"),
                Map.entry("evaluate.seed", "-4"),
                Map.entry("evaluate.bootstrap-samples", "5"),
                Map.entry("evaluate.pictures-per-task", "6"),
                Map.entry("evaluate.checkpoint", "12")));

    assertEquals(
        new EvaluateConfig(
            EvaluateConfig.ConventionName.PAPER,
            "0",
            EvaluateConfig.InkOnly.FALSE,
            Optional.of(0.4),
            EvaluateConfig.Sentences.FIRST,
            0.2,
            0.3,
            true,
            -4,
            5,
            6,
            "12"),
        settings.section("evaluate", EvaluateConfig.class));
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    for (var wrong :
        Map.of(
                "evaluate.checkpoint", "worst",
                "evaluate.mask-size", "9000",
                "evaluate.convention", "mine",
                "evaluate.ink-only", "perhaps",
                "evaluate.mask-threshold", "2",
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
