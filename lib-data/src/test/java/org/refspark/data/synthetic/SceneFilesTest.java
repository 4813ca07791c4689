package org.refspark.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFiles;
import org.refspark.data.sketchyscene.LabelMaps;
import org.refspark.data.sketchyscene.SketchySceneReader;

class SceneFilesTest {
  private final SyntheticScene scene = SceneGenerator.scene(1, "val", 12);

  @Test
  void filesCarryThePublishedNames() {
    assertEquals(
        Set.of(
            "val/DRAWING_GT/L0_sample12.png",
            "val/CLASS_GT/sample_12_class.mat",
            "val/INSTANCE_GT/sample_12_instance.mat"),
        SceneFiles.of(scene).keySet());
    assertEquals("sentence_instance_val.json", SceneFiles.annotationsPath("val"));
  }

  @Test
  void mapsAreIntegerMatricesOfThePublishedVariables() throws IOException {
    var files = SceneFiles.of(scene);
    check(files.get("val/CLASS_GT/sample_12_class.mat"), "CLASS_GT", scene.classMap());
    check(files.get("val/INSTANCE_GT/sample_12_instance.mat"), "INSTANCE_GT", scene.instanceMap());
  }

  private static void check(byte[] file, String variable, int[] expected) throws IOException {
    var map = LabelMaps.read(variable + ".mat", file, variable);
    assertEquals(List.of(750, 750), List.of(map.height(), map.width()));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], map.label(i / 750, i % 750), variable + " at " + i);
    }
  }

  @Test
  void annotationsAreAListOfKeysWithTheirSentences() throws IOException {
    var other = SceneGenerator.scene(1, "val", 13);
    byte[] json =
        SceneFiles.annotations(List.of(SceneFiles.annotation(scene), SceneFiles.annotation(other)));
    var list = new ObjectMapper().readTree(json);
    assertEquals(2, list.size());
    assertEquals(12, list.get(0).get("key").asInt());
    var sentences = list.get(0).get("sen_instIdx_map");
    assertEquals(scene.expressions().size(), sentences.size());
    scene
        .expressions()
        .forEach(
            (text, targets) -> {
              assertEquals(targets.size(), sentences.get(text).size());
              assertEquals(targets.get(0), sentences.get(text).get(0).asInt());
            });
  }

  @Test
  void theReaderOfThePublishedLayoutFindsTheSceneThatWasDrawn() throws IOException {
    var files = new HashMap<>(SceneFiles.of(scene));
    files.put(
        SceneFiles.annotationsPath("val"),
        SceneFiles.annotations(List.of(SceneFiles.annotation(scene))));
    var reader = new SketchySceneReader(new InMemory(files), "val");
    var entries = reader.entries();
    assertEquals(1, entries.size());
    var read = reader.read(entries.get(0));
    var drawn = scene.toReferringImage();
    assertEquals(drawn.id(), read.id());
    assertEquals(drawn.instances(), read.instances());
    assertEquals(drawn.expressions(), read.expressions());
    assertArrayEquals(drawn.picture(), read.picture());
  }

  private record InMemory(Map<String, byte[]> files) implements DataFiles {
    @Override
    public boolean exists(String path) {
      return files.containsKey(path);
    }

    @Override
    public InputStream open(String path) {
      return new ByteArrayInputStream(files.get(path));
    }

    @Override
    public long size(String path) {
      return files.get(path).length;
    }

    @Override
    public String describe(String path) {
      return "memory:" + path;
    }
  }
}
