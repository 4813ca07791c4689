package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.data.synthetic.SceneCategory;
import org.refspark.jobs.config.ScenesConfig.Kind;
import org.refspark.jobs.config.ScenesConfig.Photos;

class ScenesConfigTest {
  @Test
  void defaultsAreThese() {
    assertEquals(
        new ScenesConfig(
            Kind.SKETCHES, 400, 60, 0, 1, 750, 3, 12, List.of(), new Photos(320, 3, 5)),
        Settings.of(Map.of()).section("scenes", ScenesConfig.class));
  }

  @Test
  void keysAreThese() {
    var settings =
        Settings.of(
            Map.ofEntries(
                Map.entry("scenes.kind", "photos"),
                Map.entry("scenes.train", "1"),
                Map.entry("scenes.val", "2"),
                Map.entry("scenes.test", "3"),
                Map.entry("scenes.seed", "4"),
                Map.entry("scenes.size", "100"),
                Map.entry("scenes.least-objects", "5"),
                Map.entry("scenes.most-objects", "6"),
                Map.entry("scenes.categories", "[tree, house, sun, sheep]"),
                Map.entry("scenes.photos.size", "96"),
                Map.entry("scenes.photos.least-objects", "2"),
                Map.entry("scenes.photos.most-objects", "4")));
    assertEquals(
        new ScenesConfig(
            Kind.PHOTOS,
            1,
            2,
            3,
            4,
            100,
            5,
            6,
            List.of(
                SceneCategory.TREE, SceneCategory.HOUSE, SceneCategory.SUN, SceneCategory.SHEEP),
            new Photos(96, 2, 4)),
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
                "scenes.kind", "films",
                "scenes.photos.size", "63",
                "scenes.photos.least-objects", "6",
                "scenes.photos.most-objects", "7",
                "scenes.categories", "[tree]")
            .entrySet()) {
      assertThrows(
          ConfigurationException.class,
          () -> Settings.of(Map.of(override.getKey(), override.getValue())));
    }
  }
}
