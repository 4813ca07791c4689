package org.refspark.data.coco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.FolderFiles;
import org.refspark.data.MemoryFiles;

class CocoFilesTest {
  @Test
  void realAnnotationsDrawAsPycocotoolsDrawsThem() throws IOException {
    assertDrawnAs("coco128_subset/instances.json", "coco128_subset/annotations_expected.json");
    assertDrawnAs(
        "refcocog_google_subset/refcocog/instances.json",
        "refcocog_google_subset/refcocog/annotations_expected.json");
  }

  private static void assertDrawnAs(String instances, String expectedFile) throws IOException {
    Path root = Path.of(System.getProperty("oracles"), "..", "realdata");
    Assumptions.assumeTrue(Files.exists(root.resolve(instances)), "no real data at " + root);
    var truth = CocoGroundTruth.read(new FolderFiles(root), instances);
    var byId = new HashMap<Long, CocoAnnotation>();
    truth.annotations().forEach(annotation -> byId.put(annotation.id(), annotation));
    var expectedAll = new ObjectMapper().readTree(root.resolve(expectedFile).toFile());
    assertEquals(expectedAll.size(), byId.size());
    for (var expected : expectedAll) {
      var annotation = byId.get(expected.get("id").asLong());
      var mask = truth.mask(annotation);
      assertEquals(expected.get("rle").asText(), mask.compressed());
      assertEquals(expected.get("mask_area").asLong(), mask.area());
      assertEquals(expected.get("json_area").asDouble(), truth.area(annotation));
      assertEquals(expected.get("iscrowd").asInt() == 1, annotation.crowd());
      for (int i = 0; i < 4; i++) {
        assertEquals(expected.get("json_bbox").get(i).asDouble(), truth.box(annotation)[i]);
        assertEquals(expected.get("mask_bbox").get(i).asDouble(), mask.box()[i]);
      }
    }
  }

  @Test
  void segmentationsComeAsRingsRunsStringsOrLists() throws IOException {
    assertEquals(4, area("[[0,0,2,0,2,2,0,2]]"));
    assertEquals(8, area("[[0,0,2,0,2,2,0,2],[2,2,4,2,4,4,2,4]]"));
    assertEquals(6, area("[[0,0,2,3]]"));
    assertEquals(5, area("{'size':[4,5],'counts':[15,5]}"));
    assertEquals(5, area("{'size':[4,5],'counts':'?5'}"));
    assertEquals(5, area("[{'size':[4,5],'counts':'?5'}]"));
    assertEquals(9, area("[{'size':[4,5],'counts':'?5'},{'size':[4,5],'counts':[0,4,16]}]"));
  }

  private static long area(String segmentation) throws IOException {
    var truth = truth("'segmentation':" + segmentation);
    return truth.mask(truth.annotations().get(0)).area();
  }

  @Test
  void outlinesAndMasksThatAreHeldAreCounted() throws IOException {
    var files =
        MemoryFiles.empty()
            .put(
                "i.json",
                ("{'images':[],'categories':[],'annotations':["
                    + "{'id':1,'image_id':1,'category_id':1,'segmentation':[[0,0,2,0,2,2],[]]},"
                    + "{'id':2,'image_id':1,'category_id':1,"
                    + "'segmentation':{'size':[4,5],'counts':[15,5]}},"
                    + "{'id':3,'image_id':2,'category_id':1,'segmentation':[[0,0,2,3,4,5]]}]}"));
    assertEquals(2, CocoObjects.read(files, "i.json", id -> id == 1, 10).objects(1).size());
    var error =
        assertThrows(
            DataFormatException.class, () -> CocoObjects.read(files, "i.json", id -> id == 1, 9));
    assertTrue(
        error.getMessage().contains("hold more than the 9 numbers allowed"), error.getMessage());
    assertThrows(
        DataFormatException.class, () -> CocoObjects.read(files, "i.json", id -> true, 10));
  }

  @Test
  void resultsFollowTheFirstOne() throws IOException {
    var image = new CocoImage(1, 4, 5, "");
    String box = "'image_id':1,'category_id':1,'score':0.5,'bbox':[1,1,2,2.5]";
    String mask = "'segmentation':{'size':[4,5],'counts':'?5'}";
    var boxes = results("[{%s},{%s,%s}]".formatted(box, box, mask));
    assertEquals(5.0, boxes.area(boxes.detections().get(0), image));
    assertEquals(6, boxes.mask(boxes.detections().get(0), image).area());
    assertEquals(5.0, boxes.area(boxes.detections().get(1), image));
    var masks =
        results(
            "[{'image_id':1,'category_id':1,'score':1,%s,'bbox':[]},{%s,%s}]"
                .formatted(mask, box, mask));
    assertArrayEquals(new double[] {3, 0, 2, 4}, masks.box(masks.detections().get(0), image));
    assertArrayEquals(new double[] {1, 1, 2, 2.5}, masks.box(masks.detections().get(1), image));
    assertEquals(5, masks.area(masks.detections().get(1), image));
    assertEquals(0, results("[]").detections().size());
  }

  @Test
  void faultsInGroundTruthAreNamedWithTheirPlace() throws IOException {
    assertFault("has no [categories]", () -> read("{'images':[],'annotations':[]}"));
    assertFault("line 1, column 1: found START_ARRAY, expected an object", () -> read("[]"));
    assertFault("expected a list of images", () -> read("{'images':3}"));
    assertFault("line 1, column 13: not valid JSON", () -> read("{'images':[}"));
    assertFault("not valid JSON", () -> read("{'images':[{'id':1"));
    assertFault("images[0] has no 'id'", () -> read("{'images':[{}]}"));
    assertFault(
        "images[0] 'height' is 0", () -> read("{'images':[{'id':1,'height':0,'width':3}]}"));
    String image = "{'id':1,'height':2,'width':3}";
    assertFault("repeats image 1", () -> read("{'images':[%s,%s]}".formatted(image, image)));
    assertFault(
        "annotations[0] 'image_id' is \"x\", expected an integer",
        () -> read("{'annotations':[{'id':1,'image_id':'x'}]}"));
    assertFault("'bbox' is [1,2], expected four numbers", () -> truth("'bbox':[1,2]"));
    assertFault(
        "'segmentation': the runs of a mask of 5 x 4 (width x height) cover 19 pixels",
        () -> truth("'segmentation':{'size':[4,5],'counts':[19]}"));
    assertFault("'segmentation.size' is [4]", () -> truth("'segmentation':{'size':[4]}"));
    assertFault(
        "'segmentation.counts' is \"x\"",
        () -> truth("'segmentation':{'size':[4,5],'counts':['x']}"));
    assertFault("'segmentation' is 7", () -> truth("'segmentation':[[0,0,1,1,2,2],7]"));
  }

  @Test
  void annotationsThatCannotBeDrawnAreNamed() throws IOException {
    assertFault("annotation 7 of image 1 has no 'segmentation'", () -> area("null"));
    assertFault("annotation 7 of image 1 cannot be drawn: no ring", () -> area("[]"));
    assertFault("at least two points", () -> area("[[1,2,3]]"));
    assertFault("a mask of 2 x 2 in a picture of 5 x 4", () -> area("{'size':[2,2],'counts':[4]}"));
    var bare = truth("'iscrowd':1");
    assertTrue(bare.annotations().get(0).crowd());
    assertFault("has no 'area'", () -> bare.area(bare.annotations().get(0)));
    assertFault("has no 'bbox'", () -> bare.box(bare.annotations().get(0)));
    assertFalse(truth("'iscrowd':0").annotations().get(0).crowd());
  }

  @Test
  void faultsInResultsAreNamedWithTheirPlace() throws IOException {
    assertFault("expected a list of results", () -> results("{}"));
    assertFault("found the end of the file", () -> results(""));
    assertFault("results[0] has no 'score'", () -> results("[{'image_id':1,'category_id':1}]"));
    assertFault("not valid JSON", () -> results("[{'image_id':1,'score':nil}]"));
    assertFault(
        "results[0] 'score' is \"NaN\", expected a finite number",
        () -> results("[{'image_id':1,'category_id':1,'score':NaN}]"));
    assertFault("is not JSON in UTF-8", () -> results("\u0000\n\u0000\u0000x"));
    assertFault(
        "is not JSON in UTF-8", () -> results("\u0000\u0000\u0000[\u0001\u0001\u0001\u0001"));
    var image = new CocoImage(1, 4, 5, "");
    String bare = "{'image_id':1,'category_id':1,'score':1}";
    var none = results("[%s]".formatted(bare));
    assertFault(
        "results[0] has no 'segmentation'", () -> none.mask(none.detections().get(0), image));
    var some =
        results("[{'image_id':1,'category_id':1,'score':1,'bbox':[1,1,2,2]},%s]".formatted(bare));
    assertFault(
        "results[1] has no 'bbox', but the first one has",
        () -> some.area(some.detections().get(1), image));
  }

  private static void assertFault(String why, Executable action) {
    var fault = assertThrows(DataFormatException.class, action);
    assertTrue(fault.getMessage().contains(why), fault.getMessage());
    assertTrue(fault.getMessage().startsWith("memory:some.json: "), fault.getMessage());
  }

  private static CocoGroundTruth truth(String fields) throws IOException {
    return read(
        "{'info':{'year':[2014]},'images':[{'id':1,'height':4,'width':5}],"
            + "'annotations':[{'id':7,'image_id':1,'category_id':3,"
            + fields
            + "}],'categories':[{'id':3,'name':'tree'}]}");
  }

  private static CocoGroundTruth read(String json) throws IOException {
    return CocoGroundTruth.read(memory(json), "some.json");
  }

  private static CocoResults results(String json) throws IOException {
    return CocoResults.read(memory(json), "some.json");
  }

  private static DataFiles memory(String json) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new DataFiles() {
      @Override
      public boolean exists(String path) {
        return true;
      }

      @Override
      public InputStream open(String path) {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public long size(String path) {
        return bytes.length;
      }

      @Override
      public String describe(String path) {
        return "memory:" + path;
      }
    };
  }
}
