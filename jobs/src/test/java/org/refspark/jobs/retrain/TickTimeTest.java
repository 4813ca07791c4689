package org.refspark.jobs.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.config.ConfigurationException;

class TickTimeTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01", "yesterday", "2026-01-01T00:00"})
  void timesWithoutTheirZoneAreRefused(String text) {
    assertThrows(ConfigurationException.class, () -> TickTime.parse(text));
  }

  @Test
  void timesAreNamedInUniversalTime() {
    assertEquals("20260101T000000Z", TickTime.parse("2026-01-01T02:00+02:00").folder());
    assertEquals("20260101T000000Z", TickTime.parse("2026-01-01T00:00:00.5Z").folder());
  }

  @Test
  void aMistypedYearIsRefusedBeforeItShutsOutAllTicksUntilThen() {
    var refusal =
        assertThrows(
            ConfigurationException.class,
            () -> TickTime.parse("2062-03-01T00:00Z").requireCome(NOW));
    assertTrue(refusal.getMessage().contains("2062-03-01T00:00:00Z"), refusal.getMessage());
    TickTime.parse("2026-03-02T12:00Z").requireCome(NOW);
    TickTime.parse("2025-01-01T00:00Z").requireCome(NOW);
  }
}
