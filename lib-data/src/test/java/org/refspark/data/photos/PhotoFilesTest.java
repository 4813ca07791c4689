package org.refspark.data.photos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.FolderFiles;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Polygons;
import org.refspark.data.mask.Rle;
import org.refspark.data.pickle.PickleLimits;
import org.refspark.data.pickle.PickleReader;
import org.refspark.data.refer.ReferDataSet;
import org.refspark.data.refer.ReferReader;

class PhotoFilesTest {
  private static final List<Photo> PHOTOS =
      List.of(
          PhotoGenerator.photo(PhotoSpec.of(5), "train", 1),
          PhotoGenerator.photo(PhotoSpec.of(5), "train", 2),
          PhotoGenerator.photo(PhotoSpec.of(5), "testB", 1));
  private static final List<PhotoScene> SCENES = PHOTOS.stream().map(Photo::scene).toList();

  @Test
  void picturesAreNamedAsInCoco() {
    assertEquals(
        "images/mscoco/images/train2014/COCO_train2014_000000000002.jpg",
        PhotoFiles.picturePath(SCENES.get(1)));
    assertEquals(
        "images/mscoco/images/train2014/COCO_train2014_000003000001.jpg",
        PhotoFiles.picturePath(SCENES.get(2)));
  }

  @Test
  void referencesJoinAnnotationsThatDrawTheSameMasks() throws Exception {
    JsonNode instances = new ObjectMapper().readTree(PhotoFiles.instances(SCENES));
    assertEquals(10, instances.path("categories").size());
    var masks = new ArrayList<Object>();
    var texts = new ArrayList<String>();
    for (Object reference : references()) {
      var fields = (Map<?, ?>) reference;
      assertEquals(
          Set.of(
              "sent_ids",
              "file_name",
              "ann_id",
              "ref_id",
              "image_id",
              "split",
              "sentences",
              "category_id"),
          fields.keySet());
      JsonNode annotation = byId(instances.path("annotations"), (Long) fields.get("ann_id"));
      JsonNode image = byId(instances.path("images"), (Long) fields.get("image_id"));
      assertEquals(fields.get("image_id"), annotation.path("image_id").asLong());
      assertEquals(fields.get("category_id"), annotation.path("category_id").asLong());
      for (Object sentence : (List<?>) fields.get("sentences")) {
        texts.add((String) ((Map<?, ?>) sentence).get("sent"));
        masks.add(mask(image, annotation));
      }
    }
    var expectedMasks = new ArrayList<Object>();
    var expectedTexts = new ArrayList<String>();
    for (Photo photo : PHOTOS) {
      var image = photo.toReferringImage();
      for (var expression : image.expressions()) {
        expectedTexts.add(expression.text());
        expectedMasks.add(image.instances().get(expression.targets().get(0)).mask());
      }
    }
    assertEquals(expectedTexts, texts);
    assertEquals(expectedMasks, masks);
  }

  @Test
  void readerOfThePublishedLayoutGivesWhatWasMade(@TempDir Path folder) throws Exception {
    for (Photo photo : PHOTOS) {
      write(folder, PhotoFiles.picturePath(photo.scene()), photo.jpeg());
    }
    write(folder, PhotoFiles.INSTANCES, PhotoFiles.instances(SCENES));
    write(folder, PhotoFiles.REFERENCES, PhotoFiles.references(SCENES));
    var reader = new ReferReader(new FolderFiles(folder), ReferDataSet.REFCOCO, "unc", "train");
    var read = new ArrayList<ReferringImage>();
    for (var entry : reader.annotations().entries()) {
      read.add(reader.read(entry));
    }
    assertEquals(2, read.size());
    for (int i = 0; i < read.size(); i++) {
      var made = PHOTOS.get(i).toReferringImage();
      assertEquals(made.id(), read.get(i).id());
      assertArrayEquals(made.picture(), read.get(i).picture());
      assertEquals(made.instances(), read.get(i).instances());
      assertEquals(said(made), said(read.get(i)));
      assertEquals(referents(made), referents(read.get(i)));
    }
  }

  @Test
  void annotationsHaveCocosAreaAndBox() throws Exception {
    JsonNode instances = new ObjectMapper().readTree(PhotoFiles.instances(SCENES));
    for (JsonNode annotation : instances.path("annotations")) {
      JsonNode image = byId(instances.path("images"), annotation.path("image_id").asLong());
      var mask = mask(image, annotation);
      assertEquals(mask.area(), annotation.path("area").asDouble(), 0.05 * mask.area() + 20);
      // Thin tips may lie between the pixels that are drawn.
      for (int i = 0; i < 4; i++) {
        assertEquals(mask.box()[i], annotation.path("bbox").get(i).asDouble(), 2.5);
      }
      assertEquals(0, annotation.path("iscrowd").asInt());
    }
  }

  @Test
  void sentenceIdsRunOnOverAllSplits() throws Exception {
    var ids = new ArrayList<Long>();
    var splits = new ArrayList<Object>();
    for (Object reference : references()) {
      var fields = (Map<?, ?>) reference;
      splits.add(fields.get("split"));
      ((List<?>) fields.get("sent_ids")).forEach(id -> ids.add((Long) id));
    }
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(i, ids.get(i));
    }
    assertTrue(splits.contains("train") && splits.get(splits.size() - 1).equals("testB"));
  }

  @Test
  void splitsThatRefcocoHasNotAreRefused() {
    var photo = PhotoGenerator.photo(PhotoSpec.of(5), "trainval", 1);
    assertThrows(IllegalArgumentException.class, () -> PhotoFiles.picturePath(photo.scene()));
  }

  private static void write(Path folder, String path, byte[] bytes) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.write(folder.resolve(path), bytes);
  }

  private static List<String> said(ReferringImage image) {
    return image.expressions().stream().map(e -> e.text() + " " + e.targets()).toList();
  }

  private static long referents(ReferringImage image) {
    return image.expressions().stream().map(e -> e.referent()).distinct().count();
  }

  private static List<?> references() throws Exception {
    byte[] pickle = PhotoFiles.references(SCENES);
    return (List<?>) new PickleReader(Map.of(), PickleLimits.DEFAULT).read("refs.p", pickle);
  }

  private static Rle mask(JsonNode image, JsonNode annotation) {
    var rings = new ArrayList<double[]>();
    for (JsonNode ring : annotation.path("segmentation")) {
      double[] points = new double[ring.size()];
      for (int i = 0; i < points.length; i++) {
        points[i] = ring.get(i).asDouble();
      }
      rings.add(points);
    }
    return Polygons.rasterise(image.path("height").asInt(), image.path("width").asInt(), rings);
  }

  private static JsonNode byId(JsonNode list, long id) {
    for (JsonNode element : list) {
      if (element.path("id").asLong() == id) {
        return element;
      }
    }
    throw new AssertionError("no element with id " + id);
  }
}
