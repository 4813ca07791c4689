package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataConfigTest {
  @Test
  void defaultsAreThese() {
    assertEquals(
        new DataConfig(
            DataConfig.Format.SKETCHYSCENE_MATCHING,
            Optional.empty(),
            Optional.empty(),
            "train",
            Optional.empty(),
            Optional.empty(),
            new DataConfig.Quarantine(0.01),
            64),
        Settings.of(Map.of()).section("data", DataConfig.class));
  }

  @Test
  void keysAreThese() {
    var settings =
        Settings.of(
            Map.of(
                "data.format", "sketchyscene-matching",
                "data.root", "r",
                "data.annotations", "a",
                "data.split", "val",
                "data.train", "t",
                "data.eval", "e",
                "data.quarantine.max-share", "1",
                "data.rows-per-file", "3"));
    assertEquals(
        new DataConfig(
            DataConfig.Format.SKETCHYSCENE_MATCHING,
            Optional.of("r"),
            Optional.of("a"),
            "val",
            Optional.of("t"),
            Optional.of("e"),
            new DataConfig.Quarantine(1),
            3),
        settings.section("data", DataConfig.class));
  }

  @Test
  void impossibleValuesAreRefused() {
    for (var override :
        Map.of("data.rows-per-file", "0", "data.split", "", "data.quarantine.max-share", "-0.1")
            .entrySet()) {
      assertThrows(
          ConfigurationException.class,
          () -> Settings.of(Map.of(override.getKey(), override.getValue())));
    }
  }
}
