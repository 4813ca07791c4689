package org.refspark.data.refer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.FolderFiles;
import org.refspark.data.MemoryFiles;
import org.refspark.data.RealData;
import org.refspark.data.ReferringImage;

/** Real photographs, annotations and human expressions of RefCOCOg (Google's split). */
class RealReferencesTest {
  private static final String REFERENCES = "refcocog/refs(google).p";

  @Test
  void everyExpressionMeansItsAnnotationsObject() throws IOException {
    var references = RealData.json("refcocog_google_subset/refcocog/refs(google).json");
    Map<Long, JsonNode> masks = masks();
    Map<String, String> expected = new HashMap<>();
    for (var reference : references) {
      expected.put(
          reference.get("sentences").get(0).get("sent").asText(),
          masks.get(reference.get("ann_id").asLong()).get("rle").asText());
    }
    Map<String, String> found = new HashMap<>();
    var split = reader(real()).annotations();
    assertEquals(17, split.entries().size());
    for (var entry : split.entries()) {
      var image = reader(real()).read(entry);
      for (var expression : image.expressions()) {
        assertEquals(1, expression.targets().size());
        var meant = image.instances().get(expression.targets().get(0));
        found.put(expression.text(), meant.mask().compressed());
      }
    }
    assertEquals(18, found.size());
    assertEquals(expected, found);
  }

  @Test
  void allAnnotatedObjectsAreInstancesDrawnAsPycocotoolsDrawsThem() throws IOException {
    Map<Long, JsonNode> masks = masks();
    var split = reader(real()).annotations();
    assertEquals(80, split.categories().size());
    int drawn = 0;
    for (var entry : split.entries()) {
      var image = reader(real()).read(entry);
      assertEquals(entry.objects().size(), image.instances().size());
      for (int i = 0; i < image.instances().size(); i++) {
        var object = entry.objects().get(i);
        var instance = image.instances().get(i);
        var expected = masks.get(object.id());
        assertEquals(expected.get("rle").asText(), instance.mask().compressed());
        assertEquals(expected.get("mask_area").asLong(), instance.mask().area());
        double[] box = new double[4];
        Arrays.setAll(box, side -> expected.get("mask_bbox").get(side).asDouble());
        assertArrayEquals(box, instance.mask().box());
        drawn++;
      }
    }
    assertEquals(144, drawn);
  }

  @Test
  void categoriesAreNumberedWithoutTheGapsOfTheirPublishedIds() throws IOException {
    var split = reader(real()).annotations();
    // COCO: 1 person, 13 stop sign (12 is a gap), 18 dog, 90 toothbrush.
    assertEquals("person", split.categories().get(0));
    assertEquals("stop sign", split.categories().get(11));
    assertEquals("toothbrush", split.categories().get(79));
    for (var entry : split.entries()) {
      var image = reader(real()).read(entry);
      for (var expression : image.expressions()) {
        if (expression.text().equals("standing dog")) {
          int category = image.instances().get(expression.targets().get(0)).category();
          assertEquals("dog", split.categories().get(category - 1));
        }
      }
    }
  }

  @Test
  void everyPickleFlavourGivesTheSame() throws IOException {
    var expected = shown(real());
    int flavours = 0;
    try (var variants = Files.list(RealData.at("refcocog_google_subset/pickle_variants"))) {
      for (var variant : variants.sorted().toList()) {
        var files = MemoryFiles.over(real()).put(REFERENCES, Files.readAllBytes(variant));
        assertEquals(expected, shown(files), variant.toString());
        flavours++;
      }
    }
    assertEquals(7, flavours);
  }

  @Test
  void cutOffReferencesAreRefusedAtEveryPlace() throws IOException {
    byte[] whole = RealData.bytes("refcocog_google_subset/refcocog/refs(google).p");
    for (int length = 0; length < whole.length; length += 97) {
      var files = MemoryFiles.over(real()).put(REFERENCES, Arrays.copyOf(whole, length));
      var error = assertThrows(DataFormatException.class, () -> reader(files).annotations());
      assertTrue(
          error.getMessage().startsWith("memory:" + REFERENCES + ": the pickle"),
          error.getMessage());
    }
  }

  private static List<String> shown(DataFiles files) throws IOException {
    var shown = new ArrayList<String>();
    for (var entry : reader(files).annotations().entries()) {
      ReferringImage image = reader(files).read(entry);
      shown.add(image.id() + image.instances() + image.expressions());
    }
    return shown;
  }

  private static DataFiles real() {
    return new FolderFiles(RealData.at("refcocog_google_subset"));
  }

  private static ReferReader reader(DataFiles files) {
    return new ReferReader(files, ReferDataSet.REFCOCOG, "google", "val");
  }

  private static Map<Long, JsonNode> masks() throws IOException {
    Map<Long, JsonNode> masks = new HashMap<>();
    RealData.json("refcocog_google_subset/refcocog/annotations_expected.json")
        .forEach(mask -> masks.put(mask.get("id").asLong(), mask));
    return masks;
  }
}
