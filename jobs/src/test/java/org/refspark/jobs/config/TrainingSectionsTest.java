package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.AveragingConfig.Policy;

class TrainingSectionsTest {
  @Test
  void defaultsAreTheRecordedOnes() {
    var defaults = Settings.of(Map.of());

    assertEquals(
        new TrainConfig(1, 20, TrainConfig.Sentences.ALL, 2, 1, 256, List.of()),
        defaults.section("train", TrainConfig.class));
    assertEquals(
        new AveragingConfig(2, 5, Duration.ofHours(1), NotFinite.STOPS),
        defaults.section("averaging", AveragingConfig.class));
    assertEquals(
        new CheckpointConfig(10, 3, Duration.ofMinutes(2)),
        defaults.section("checkpoint", CheckpointConfig.class));
    assertEquals(
        new ValidateConfig(50, "auto", 0, 0), defaults.section("validate", ValidateConfig.class));
  }

  @Test
  void everyKeyReachesItsComponent() {
    var settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("train.seed", "-9"),
                Map.entry("train.epochs", "3"),
                Map.entry("train.sentences", "one-per-referent"),
                Map.entry("train.batch-pictures", "4"),
                Map.entry("train.expressions-per-picture", "5"),
                Map.entry("train.cache-megabytes", "6"),
                Map.entry("train.pretrained", "[a.pt, \"b c.pt\"]"),
                Map.entry("train.most-rounds", "19"),
                Map.entry("averaging.workers", "7"),
                Map.entry("averaging.frequency", "8"),
                Map.entry("averaging.deadline", "9m"),
                Map.entry("averaging.not-finite.then", "lower-rate"),
                Map.entry("averaging.not-finite.rate-factor", "0.25"),
                Map.entry("averaging.not-finite.most", "13"),
                Map.entry("validate.every-rounds", "14"),
                Map.entry("validate.metric", "oIoU"),
                Map.entry("validate.patience", "15"),
                Map.entry("validate.least-gain", "0.5"),
                Map.entry("checkpoint.every-rounds", "10"),
                Map.entry("checkpoint.keep", "11"),
                Map.entry("checkpoint.lease-timeout", "12s")));

    assertEquals(
        new TrainConfig(
            -9,
            3,
            TrainConfig.Sentences.ONE_PER_REFERENT,
            4,
            5,
            6,
            List.of("a.pt", "b c.pt"),
            Optional.of(19)),
        settings.section("train", TrainConfig.class));
    assertEquals(
        new AveragingConfig(
            7, 8, Duration.ofMinutes(9), new NotFinite(Policy.LOWER_RATE, 0.25, 13)),
        settings.section("averaging", AveragingConfig.class));
    assertEquals(
        new CheckpointConfig(10, 11, Duration.ofSeconds(12)),
        settings.section("checkpoint", CheckpointConfig.class));
    assertEquals(
        new ValidateConfig(14, "oIoU", 15, 0.5),
        settings.section("validate", ValidateConfig.class));
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    for (var wrong :
        Map.of(
                "train.epochs", "0",
                "train.batch-pictures", "0",
                "train.expressions-per-picture", "-1",
                "train.cache-megabytes", "-1",
                "averaging.workers", "0",
                "averaging.frequency", "0",
                "averaging.deadline", "0s",
                "checkpoint.every-rounds", "0",
                "checkpoint.keep", "0",
                "checkpoint.lease-timeout", "1s")
            .entrySet()) {
      var refusal =
          assertThrows(
              ConfigurationException.class,
              () -> Settings.of(Map.of(wrong.getKey(), wrong.getValue())));
      assertTrue(refusal.getMessage().contains(wrong.getKey()), refusal.getMessage());
    }
  }
}
