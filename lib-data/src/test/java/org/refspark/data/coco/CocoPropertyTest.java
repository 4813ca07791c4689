package org.refspark.data.coco;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.refspark.data.Damage;
import org.refspark.data.MemoryFiles;

/** Whatever the bytes, COCO's files give values and masks or say what is wrong with them. */
class CocoPropertyTest {
  private static final String FILE = "memory:some.json";
  private static final byte[] INSTANCES =
      json(
          "{'info':{'year':[2014]},'images':[{'id':1,'height':40,'width':50,'file_name':'a.jpg'}],"
              + "'annotations':[{'id':7,'image_id':1,'category_id':3,'iscrowd':0,'area':4.5,"
              + "'bbox':[1,2,3.5,4],'segmentation':[[0,0,20.5,0,20,20,0,2e1],[1,1,5,5,1,5]]},"
              + "{'id':8,'image_id':1,'category_id':3,'iscrowd':1,'segmentation':"
              + "{'size':[40,50],'counts':[1000,500,500]}},"
              + "{'id':9,'image_id':1,'category_id':3,'segmentation':"
              + "[{'size':[4,5],'counts':'?5'}]}],'categories':[{'id':3,'name':'tree'}]}");
  private static final byte[] RESULTS =
      json(
          "[{'image_id':1,'category_id':1,'score':0.5,'bbox':[1,1,2,2.5]},{'image_id':2,"
              + "'category_id':1,'score':1,'segmentation':{'size':[4,5],'counts':'?5'}}]");

  @Property(tries = 400, seed = "20261121")
  void groundTruthIsReadOrRefused(@ForAll("instances") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, CocoPropertyTest::drawGroundTruth);
  }

  @Property(tries = 400, seed = "20261121")
  void objectsAreReadOrRefused(@ForAll("instances") byte[] input) throws IOException {
    Damage.assertValueOrClearError(
        FILE, input, bytes -> CocoObjects.read(files(bytes), "some.json", id -> id == 1));
  }

  @Property(tries = 400, seed = "20261121")
  void resultsAreReadOrRefused(@ForAll("results") byte[] input) throws IOException {
    Damage.assertValueOrClearError(FILE, input, CocoPropertyTest::drawResults);
  }

  @Property(tries = 300, seed = "20261121")
  void recordsAreReadOrRefused(@ForAll("results") byte[] input) throws IOException {
    Damage.assertValueOrClearError(
        FILE,
        input,
        bytes -> JsonRecords.read(files(bytes), "some.json", "records", (element, i) -> {}));
  }

  private static void drawGroundTruth(byte[] bytes) throws IOException {
    var truth = CocoGroundTruth.read(files(bytes), "some.json");
    for (var annotation : truth.annotations()) {
      truth.mask(annotation);
    }
  }

  private static void drawResults(byte[] bytes) throws IOException {
    var results = CocoResults.read(files(bytes), "some.json");
    for (var result : results.detections()) {
      results.mask(result, new CocoImage(1, 4, 5, ""));
    }
  }

  @Provide
  Arbitrary<byte[]> instances() {
    return Arbitraries.oneOf(
        Damage.of(INSTANCES), Damage.behind(json("{'images':[{'id':")), Damage.behind(json("{")));
  }

  @Provide
  Arbitrary<byte[]> results() {
    return Arbitraries.oneOf(Damage.of(RESULTS), Damage.behind(json("[{'image_id':")));
  }

  private static MemoryFiles files(byte[] bytes) {
    return MemoryFiles.empty().put("some.json", bytes);
  }

  private static byte[] json(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
