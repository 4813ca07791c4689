package org.refspark.jobs.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.Settings;

class ReferSourceTest {
  private static final String REFERENCE =
      "(dS'ref_id'\nI1\nsS'ann_id'\nI7\nsS'image_id'\nI1\nsS'split'\nS'testAB'\nsS'sentences'\n"
          + "(l(dS'sent'\nS'the car'\nsasa";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a + b", "(x) {y,z}", "50%20 [1]", "é*?", "#1"})
  void foldersOfAnyNameAreReadOnAnyFileSystem(String name) throws Exception {
    publish(folder.resolve(name));
    var mounted = new Configuration();
    mounted.set("fs.viewfs.mounttable.cluster.link./data", folder.toUri().toString());
    mounted.setBoolean("fs.viewfs.impl.disable.cache", true);
    for (var place : List.of(folder.resolve(name).toString(), "viewfs://cluster/data/" + name)) {
      var source = SerializationUtils.clone(source(place, mounted));
      var entry = SerializationUtils.clone(source.entries().get(0));
      assertEquals(List.of("car"), source.categories());
      var image = SerializationUtils.clone(source).read(entry);
      assertEquals("testA/1", image.id());
      assertEquals(4, image.instances().get(0).mask().area());
      assertEquals("the car", image.expressions().get(0).text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "refcoco.conf, refcoco, unc, train",
    "refcoco+.conf, refcoco+, unc, train",
    "refcocog.conf, refcocog, umd, train",
    "refcocog-google.conf, refcocog, google, val",
    "refclef.conf, refclef, unc, train",
    "grefcoco.conf, grefcoco, unc, train"
  })
  void eachPublishedDataSetHasItsConfiguration(
      String file, String dataSet, String splitBy, String split) {
    var conf = Path.of(System.getProperty("project.root"), "conf/data", file);
    var data =
        Settings.load(Optional.of(conf), Map.of(), Set.of()).section("data", DataConfig.class);
    assertEquals(DataConfig.Format.REFER, data.format());
    assertEquals(new DataConfig.Refer(dataSet, splitBy), data.refer());
    assertEquals(split, data.split());
  }

  @Test
  void aMissingRootIsNamed() {
    var none = Settings.of(Map.of("data.format", "refer")).section("data", DataConfig.class);
    assertThrows(ConfigurationException.class, () -> ReferSource.of(none, new Configuration()));
    var error =
        assertThrows(
            FileNotFoundException.class,
            () -> source(folder.resolve("absent").toString(), new Configuration()));
    assertTrue(error.getMessage().startsWith("data.root="), error.getMessage());
  }

  private static ReferSource source(String root, Configuration hadoop) throws IOException {
    var settings =
        Settings.of(
            Map.of(
                "data.format", "refer",
                "data.refer.data-set", "refcoco+",
                "data.refer.split-by", "unc",
                "data.split", "testA",
                "data.root", root));
    return ReferSource.of(settings.section("data", DataConfig.class), hadoop);
  }

  /** A root of RefCOCO+ with one picture. */
  private static void publish(Path root) throws IOException {
    var pictures = Files.createDirectories(root.resolve("images/mscoco/images/train2014"));
    Files.write(
        pictures.resolve("a (1) + {b}.jpg"), Pictures.encodePng(new Picture(5, 4, new byte[60])));
    var annotations = Files.createDirectories(root.resolve("refcoco+"));
    Files.write(
        annotations.resolve("refs(unc).p"),
        ("(l" + REFERENCE + ".").getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        annotations.resolve("instances.json"),
        """
        {"images": [{"id": 1, "width": 5, "height": 4, "file_name": "a (1) + {b}.jpg"}],
         "annotations": [{"id": 7, "image_id": 1, "category_id": 3, "iscrowd": 0,
                          "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2]]}],
         "categories": [{"id": 3, "name": "car"}]}
        """);
  }
}
