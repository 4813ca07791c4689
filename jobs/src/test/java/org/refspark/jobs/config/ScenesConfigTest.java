package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.data.synthetic.SceneCategory;

class ScenesConfigTest {
  @Test
  void defaultsAreThese() {
    assertEquals(
        new ScenesConfig(400, 60, 0, 1, 750, 3, 12, List.of()),
        Settings.of(Map.of()).section("scenes", ScenesConfig.class));
  }

  @Test
  void keysAreThese() {
    var settings =
        Settings.of(
            Map.of(
                "scenes.train", "1",
                "scenes.val", "2",
                "scenes.test", "3",
                "scenes.seed", "4",
                "scenes.size", "100",
                "scenes.least-objects", "5",
                "scenes.most-objects", "6",
                "scenes.categories", "[tree, house, sun, sheep]"));
    assertEquals(
        new ScenesConfig(
            1,
            2,
            3,
            4,
            100,
            5,
            6,
            List.of(
                SceneCategory.TREE, SceneCategory.HOUSE, SceneCategory.SUN, SceneCategory.SHEEP)),
        settings.section("scenes", ScenesConfig.class));
  }

  @Test
  void impossibleValuesAreRefused() {
    for (var override :
        Map.of(
                "scenes.train", "-1",
                "scenes.size", "10",
                "scenes.least-objects", "2",
                "scenes.most-objects", "2",
                "scenes.categories", "[tree]")
            .entrySet()) {
      assertThrows(
          ConfigurationException.class,
          () -> Settings.of(Map.of(override.getKey(), override.getValue())));
    }
  }
}
