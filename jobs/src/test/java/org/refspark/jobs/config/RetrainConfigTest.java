package org.refspark.jobs.config;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.config.RetrainConfig.Gate;
import org.refspark.jobs.config.RetrainConfig.WarmStart;

class RetrainConfigTest {
  @Test
  void defaultsAreThese() {
    assertEquals(
        new RetrainConfig(
            List.of(),
            Optional.empty(),
            WarmStart.CHAMPION,
            Optional.empty(),
            new Gate("auto", 0, 0.05, 0.05, 30)),
        Settings.of(Map.of()).section("retrain", RetrainConfig.class));
  }

  @Test
  void keysAreThese() {
    var settings =
        Settings.of(
            Map.ofEntries(
                entry("retrain.arrivals", "[\"/a/*\", /b]"),
                entry("retrain.ready-file", "_SUCCESS"),
                entry("retrain.warm-start", "scratch"),
                entry("retrain.draw", "/d"),
                entry("retrain.gate.metric", "Prec@0.7"),
                entry("retrain.gate.margin", "0.01"),
                entry("retrain.gate.significance", "1"),
                entry("retrain.gate.most-category-fall", "0.2"),
                entry("retrain.gate.least-category-expressions", "5")));
    assertEquals(
        new RetrainConfig(
            List.of("/a/*", "/b"),
            Optional.of("_SUCCESS"),
            WarmStart.SCRATCH,
            Optional.of("/d"),
            new Gate("Prec@0.7", 0.01, 1, 0.2, 5)),
        settings.section("retrain", RetrainConfig.class));
  }

  @Test
  void impossibleValuesAreRefused() {
    for (var override :
        Map.of(
                "retrain.ready-file", " ",
                "retrain.warm-start", "last",
                // No mean over expressions, so that differences have no test.
                "retrain.gate.metric", "oIoU",
                "retrain.gate.margin", "-0.1",
                "retrain.gate.significance", "5",
                "retrain.gate.most-category-fall", "1.5",
                "retrain.gate.least-category-expressions", "0")
            .entrySet()) {
      assertThrows(
          ConfigurationException.class,
          () -> Settings.of(Map.of(override.getKey(), override.getValue())),
          override.getKey());
    }
  }

  /** What it includes comes with the application's jar. */
  @Test
  void theSettingsToStartFromAreWholeWhereverTheyLie(@TempDir Path folder) throws IOException {
    var conf = Path.of(System.getProperty("project.root"), "conf/retrain/refcoco.conf");
    var copy = Files.copy(conf, folder.resolve("retrain.conf"));
    var settings = Settings.load(Optional.of(copy), Map.of(), Set.of());
    var retrain = settings.section("retrain", RetrainConfig.class);
    assertEquals(List.of("/data/incoming/*"), retrain.arrivals());
    assertEquals(new Gate("auto", 0.005, 0.05, 0.05, 30), retrain.gate());
    var data = settings.section("data", DataConfig.class);
    assertEquals(Optional.of("/data/shards/frozen"), data.eval());
    assertEquals(new DataConfig.Refer("refcoco", "unc"), data.refer());
    assertEquals("lts", settings.section("model").getString("name"));
    assertEquals(45, settings.section("train", TrainConfig.class).epochs());
  }
}
