package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchConfigTest {
  @Test
  void defaultsAreTheRecordedOnes() {
    assertEquals(
        new BenchConfig(
            5,
            2,
            Duration.ofSeconds(10),
            1,
            Optional.empty(),
            List.of(1_000_000, 10_000_000, 100_000_000),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty()),
        bench(Map.of()));
  }

  @Test
  void everyKeyReachesItsComponent() {
    assertEquals(
        new BenchConfig(
            3,
            4,
            Duration.ofSeconds(11),
            5,
            Optional.of(6),
            List.of(7, 8),
            Duration.ofMillis(1500),
            Optional.of(List.of(9)),
            Optional.of(10)),
        bench(
            Map.of(
                "bench.repetitions", "3",
                "bench.warm-up", "4",
                "bench.warm-up-time", "11s",
                "bench.batch", "5",
                "bench.expressions", "6",
                "bench.parameters", "[7, 8]",
                "bench.step-time", "1500ms",
                "bench.workers", "[9]",
                "bench.pictures", "10")));
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    assertRefused("bench.expressions is 17.0, expected 1.0 to 16.0", "bench.expressions", "17");
    assertRefused("bench.repetitions is 0.0, expected 1.0", "bench.repetitions", "0");
    assertRefused("bench.parameters is 1.0, expected 2.0", "bench.parameters", "[5, 1]");
    assertRefused("bench.warm-up-time is -1.0, expected 0.0", "bench.warm-up-time", "-1s");
    assertRefused("bench.step-time is -1.0, expected 0.0", "bench.step-time", "-1s");
    assertRefused("bench.workers is 0.0, expected 1.0", "bench.workers", "[0]");
    assertRefused("bench.pictures is 0.0, expected 1.0", "bench.pictures", "0");
  }

  private static void assertRefused(String message, String key, String value) {
    var refused =
        assertThrows(ConfigurationException.class, () -> bench(Map.of(key, value))).getMessage();
    assertTrue(refused.contains(message), refused);
  }

  private static BenchConfig bench(Map<String, String> overrides) {
    return Settings.of(overrides).section("bench", BenchConfig.class);
  }
}
