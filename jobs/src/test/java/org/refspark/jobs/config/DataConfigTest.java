package org.refspark.jobs.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataConfigTest {
  @Test
  void defaultsAreThese() {
    assertEquals(
        new DataConfig(
            DataConfig.Format.SKETCHYSCENE_MATCHING,
            new DataConfig.Refer("refcocog", "umd"),
            Optional.empty(),
            Optional.empty(),
            "train",
            List.of(),
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
            Map.ofEntries(
                entry("data.format", "refer"),
                entry("data.refer.data-set", "refcoco+"),
                entry("data.refer.split-by", "unc"),
                entry("data.root", "r"),
                entry("data.annotations", "a"),
                entry("data.split", "val"),
                entry("data.train", "t"),
                entry("data.eval", "e"),
                entry("data.validate", "v"),
                entry("data.quarantine.max-share", "1"),
                entry("data.rows-per-file", "3")));
    assertEquals(
        new DataConfig(
            DataConfig.Format.REFER,
            new DataConfig.Refer("refcoco+", "unc"),
            Optional.of("r"),
            Optional.of("a"),
            "val",
            List.of("t"),
            Optional.of("e"),
            Optional.of("v"),
            new DataConfig.Quarantine(1),
            3),
        settings.section("data", DataConfig.class));
  }

  @Test
  void severalFoldersMayBeLearntFrom() {
    var settings = Settings.of(Map.of("data.train", "[/a, \"hdfs://h/b\"]"));
    assertEquals(List.of("/a", "hdfs://h/b"), settings.section("data", DataConfig.class).train());
  }

  @Test
  void impossibleValuesAreRefused() {
    for (var override :
        Map.of(
                "data.rows-per-file", "0",
                "data.split", "",
                // Meant as a list, but an address needs quotes.
                "data.train", "[/a, hdfs://h/b]",
                "data.quarantine.max-share", "-0.1",
                "data.refer.split-by", "berkeley",
                "data.refer.data-set", "refcoco-plus")
            .entrySet()) {
      assertThrows(
          ConfigurationException.class,
          () -> Settings.of(Map.of(override.getKey(), override.getValue())));
    }
  }
}
