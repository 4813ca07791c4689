package org.refspark.data.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Every mask that pycocotools coded for us. */
class RleOracleTest {
  @Test
  void masksEqualPycocotools() {
    for (var expected : MaskOracle.cases("rle.json", "masks")) {
      String name = expected.get("name").asText();
      int height = expected.get("h").asInt();
      int width = expected.get("w").asInt();
      int[] counts = MaskOracle.ints(expected.get("counts"));
      var mask = Rle.ofCounts(height, width, counts);
      assertMeasures(expected, mask);
      if (expected.has("mask")) {
        byte[] pixels = MaskOracle.pixels(expected.get("mask"));
        assertArrayEquals(pixels, mask.pixels(), name);
        assertArrayEquals(counts, Rle.ofPixels(height, width, pixels).counts(), name);
      }
      assertArrayEquals(counts, Rle.ofPixels(height, width, mask.pixels()).counts(), name);
    }
  }

  @Test
  void stringsRoundTripAsWritten() {
    for (var expected : MaskOracle.cases("rle.json", "strings")) {
      int height = expected.get("h").asInt();
      int width = expected.get("w").asInt();
      String text = expected.get("rle").asText();
      var mask = Rle.parse(height, width, text);
      assertArrayEquals(MaskOracle.ints(expected.get("counts")), mask.counts(), text);
      assertEquals(text, mask.compressed());
      assertEquals(expected.get("area").asLong(), mask.area(), text);
    }
  }

  @Test
  void overlapsAndMergesEqualPycocotools() {
    for (var expected : MaskOracle.cases("rle.json", "iou")) {
      var detections = MaskOracle.masks(expected.get("dt"));
      var truths = MaskOracle.masks(expected.get("gt"));
      boolean[] crowd = new boolean[truths.size()];
      for (int i = 0; i < crowd.length; i++) {
        crowd[i] = expected.get("iscrowd").get(i).asInt() == 1;
      }
      double[][] iou = Rle.iou(detections, truths, crowd);
      for (int d = 0; d < detections.size(); d++) {
        assertArrayEquals(MaskOracle.doubles(expected.get("iou").get(d)), iou[d]);
        assertEquals(expected.get("dt_area").get(d).asLong(), detections.get(d).area());
        assertArrayEquals(
            MaskOracle.doubles(expected.get("dt_bbox").get(d)), detections.get(d).box());
      }
      assertEquals(text(expected.get("union")), Rle.union(detections).compressed());
      assertEquals(text(expected.get("intersection")), Rle.intersect(detections).compressed());
    }
  }

  @Test
  void polygonsEqualPycocotools() {
    for (var expected : MaskOracle.cases("polygons.json", "polygons")) {
      int height = expected.get("h").asInt();
      int width = expected.get("w").asInt();
      var rings =
          MaskOracle.stream(expected.get("segmentation")).stream()
              .map(MaskOracle::doubles)
              .toList();
      for (int i = 0; i < rings.size(); i++) {
        assertEquals(
            text(expected.get("parts").get(i)),
            Polygons.polygon(height, width, rings.get(i)).compressed(),
            expected.get("name").asText());
      }
      assertMeasures(expected, Polygons.rasterise(height, width, rings));
    }
  }

  @Test
  void boxesEqualPycocotools() {
    for (var expected : MaskOracle.cases("polygons.json", "boxes")) {
      var mask =
          Polygons.box(
              expected.get("h").asInt(),
              expected.get("w").asInt(),
              MaskOracle.doubles(expected.get("box")));
      assertMeasures(expected, mask);
      assertArrayEquals(MaskOracle.pixels(expected.get("mask")), mask.pixels());
    }
  }

  private static void assertMeasures(JsonNode expected, Rle mask) {
    String text = expected.get("rle").asText();
    assertEquals(text, mask.compressed());
    assertEquals(expected.get("area").asLong(), mask.area(), text);
    assertArrayEquals(MaskOracle.doubles(expected.get("bbox")), mask.box(), text);
  }

  private static String text(JsonNode mask) {
    return mask.get("counts").asText();
  }
}
