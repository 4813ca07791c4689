package org.refspark.data.synthetic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.sketchyscene.LabelMaps;

/** The published files of generated scenes, as relative path and bytes; callers do the writing. */
public final class SceneFiles {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SceneFiles() {}

  /** The drawing, the class map and the instance map of one scene, by path below the data root. */
  public static Map<String, byte[]> of(SyntheticScene scene) {
    var files = new LinkedHashMap<String, byte[]>();
    String split = scene.split();
    int number = scene.number();
    int size = scene.size();
    files.put(split + "/DRAWING_GT/L0_sample" + number + ".png", scene.picture());
    files.put(
        split + "/CLASS_GT/sample_" + number + "_class.mat",
        LabelMaps.write("CLASS_GT", size, size, scene.classMap()));
    files.put(
        split + "/INSTANCE_GT/sample_" + number + "_instance.mat",
        LabelMaps.write("INSTANCE_GT", size, size, scene.instanceMap()));
    return files;
  }

  /** Folders that hold the pictures and label maps of a split. */
  public static List<String> folders(String split) {
    return List.of(split + "/DRAWING_GT", split + "/CLASS_GT", split + "/INSTANCE_GT");
  }

  /** Path of a split's annotations below the data root. */
  public static String annotationsPath(String split) {
    return "sentence_instance_" + split + ".json";
  }

  /** One scene's element of the annotations: {@code {"key": …, "sen_instIdx_map": {…}}}. */
  public static String annotation(SyntheticScene scene) {
    var element = new LinkedHashMap<String, Object>();
    element.put("key", scene.number());
    element.put("sen_instIdx_map", scene.expressions());
    try {
      return JSON.writeValueAsString(element);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The annotations file of a split, from its scenes' elements in the order wanted. */
  public static byte[] annotations(List<String> elements) {
    return ("[" + String.join(",\n", elements) + "]\n").getBytes(StandardCharsets.UTF_8);
  }
}
