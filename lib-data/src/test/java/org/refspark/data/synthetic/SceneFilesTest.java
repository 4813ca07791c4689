package org.refspark.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.refspark.data.sketchyscene.LabelMaps;

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
    assertArrayEquals(expected, map.labels());
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
}
