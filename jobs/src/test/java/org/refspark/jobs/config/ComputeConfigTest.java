package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.ComputeConfig.Kind;

class ComputeConfigTest {
  private static ComputeConfig section(Map<String, String> keys) {
    return Settings.of(keys).section("compute", ComputeConfig.class);
  }

  @Test
  void defaultsAreTheRecordedOnes() {
    assertEquals(new ComputeConfig(Kind.AUTO, false), section(Map.of()));
  }

  @Test
  void everyKeyReachesItsComponent() {
    assertEquals(
        new ComputeConfig(Kind.GPU, true),
        section(Map.of("compute.device", "gpu", "compute.cpu-fallback", "true")));
  }

  @Test
  void otherDevicesAreRefused() {
    var refusal =
        assertThrows(ConfigurationException.class, () -> section(Map.of("compute.device", "tpu")));
    assertTrue(refusal.getMessage().contains("auto"), refusal.getMessage());
  }
}
