package org.refspark.data.sketchyscene;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.data.FolderFiles;
import org.refspark.data.Instance;
import org.refspark.data.Reasons;
import org.refspark.data.image.Picture;
import org.refspark.data.image.Pictures;

/** A made-up sketch of 4 × 3 pixels with three instances, and what can be wrong with it. */
class SketchySceneReaderTest {
  /** Labels with a gap: ranks 0, 1 and 2 are the labels 2, 7 and 300. */
  private static final int[] LABELS = {2, 2, 0, 300, 2, 7, 7, 0, 0, 7, 7, 0};

  /** 2 votes for 43 and 1 for 18 under label 2, a tie of 5 and 29 under 7, 41 under 300. */
  private static final int[] CLASSES = {43, 18, 0, 41, 43, 29, 5, 46, 0, 29, 5, 0};

  private static final String SENTENCES =
      "[{\"key\": 7, \"sen_instIdx_map\": {\"the  two trees \": [2, 0], \"the sun\": [1]}}]";

  @TempDir private Path root;

  @BeforeEach
  void writeSketch() throws Exception {
    write("sentence_instance_val.json", SENTENCES.getBytes(StandardCharsets.UTF_8));
    write("val/DRAWING_GT/L0_sample7.png", Pictures.encodePng(new Picture(4, 3, new byte[36])));
    write("val/INSTANCE_GT/sample_7_instance.mat", LabelMaps.write("INSTANCE_GT", 3, 4, LABELS));
    write("val/CLASS_GT/sample_7_class.mat", LabelMaps.write("CLASS_GT", 3, 4, CLASSES));
  }

  @Test
  void instancesAreRankedByLabelAndTakeTheMajorityClass() throws Exception {
    var sketch = reader().read(entry());
    assertEquals("val/7", sketch.id());
    assertEquals(List.of(43, 5, 41), sketch.instances().stream().map(Instance::category).toList());
    assertEquals(
        List.of(3L, 4L, 1L),
        sketch.instances().stream().map(instance -> instance.mask().area()).toList());
  }

  @Test
  void textsAreKeptAndExpressionsNumbered() throws Exception {
    var expressions = reader().read(entry()).expressions();
    assertEquals("the  two trees ", expressions.get(0).text());
    assertEquals("val/7#0", expressions.get(0).id());
    assertEquals(List.of(2, 0), expressions.get(0).targets());
    assertEquals("val/7#1", expressions.get(1).id());
  }

  @Test
  void entriesCanBeSent() throws Exception {
    try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      Entry entry = entry();
      assertDoesNotThrow(() -> out.writeObject(entry));
    }
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    for (var file :
        List.of(
            "val/DRAWING_GT/L0_sample7.png",
            "val/INSTANCE_GT/sample_7_instance.mat",
            "val/CLASS_GT/sample_7_class.mat")) {
      writeSketch();
      Files.delete(root.resolve(file));
      String reason = file.endsWith("png") ? Reasons.MISSING_PICTURE : Reasons.MISSING_MAT;
      assertFault(reason, file, "is missing");
    }
    Files.delete(root.resolve("sentence_instance_val.json"));
    var error = assertThrows(DataFormatException.class, () -> reader().entries());
    assertTrue(error.getMessage().contains("check data.annotations"), error.getMessage());
  }

  @Test
  void truncatedDrawingIsNamed() throws Exception {
    byte[] png = Files.readAllBytes(root.resolve("val/DRAWING_GT/L0_sample7.png"));
    write("val/DRAWING_GT/L0_sample7.png", Arrays.copyOf(png, 50));
    assertFault(Pictures.CORRUPT, "L0_sample7.png", "truncated");
  }

  @Test
  void damagedLabelMapIsNamed() throws Exception {
    byte[] mat = Files.readAllBytes(root.resolve("val/CLASS_GT/sample_7_class.mat"));
    write("val/CLASS_GT/sample_7_class.mat", Arrays.copyOf(mat, 140));
    assertFault(LabelMaps.CORRUPT, "sample_7_class.mat", "truncated or damaged");
  }

  @Test
  void version73LabelMapIsNamed() throws Exception {
    write(
        "val/INSTANCE_GT/sample_7_instance.mat",
        "MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII));
    assertFault(LabelMaps.HDF5, "sample_7_instance.mat", "version 5");
  }

  @Test
  void labelMapOfAnotherSizeIsRefused() throws Exception {
    write("val/CLASS_GT/sample_7_class.mat", LabelMaps.write("CLASS_GT", 4, 3, CLASSES));
    assertFault(Reasons.SIZE_MISMATCH, "sample_7_class.mat", "4 rows and 3 columns");
  }

  @Test
  void sketchWithoutInstancesIsRefused() throws Exception {
    write(
        "val/INSTANCE_GT/sample_7_instance.mat", LabelMaps.write("INSTANCE_GT", 3, 4, new int[12]));
    assertFault(Reasons.EMPTY_MASK, "sample_7_instance.mat", "every pixel is background");
  }

  @Test
  void aMapOfMoreLabelsThanASketchHasInstancesIsRefused() throws Exception {
    int[] labels = IntStream.range(0, 70 * 70).toArray();
    write(
        "val/DRAWING_GT/L0_sample7.png",
        Pictures.encodePng(new Picture(70, 70, new byte[3 * 70 * 70])));
    write("val/INSTANCE_GT/sample_7_instance.mat", LabelMaps.write("INSTANCE_GT", 70, 70, labels));
    write("val/CLASS_GT/sample_7_class.mat", LabelMaps.write("CLASS_GT", 70, 70, new int[70 * 70]));
    assertFault(LabelMaps.WRONG_CONTENT, "sample_7_instance.mat", "more than 4,096 labels");
  }

  @Test
  void categoriesOutsideTheListAreRefused() throws Exception {
    int[] classes = CLASSES.clone();
    classes[3] = 0;
    write("val/CLASS_GT/sample_7_class.mat", LabelMaps.write("CLASS_GT", 3, 4, classes));
    assertFault(Reasons.BAD_CATEGORY, "sample_7_class.mat", "label 300 is background");
    classes[3] = 47;
    write("val/CLASS_GT/sample_7_class.mat", LabelMaps.write("CLASS_GT", 3, 4, classes));
    assertFault(Reasons.BAD_CATEGORY, "sample_7_class.mat", "47 at row 0, column 3");
  }

  @Test
  void indexBeyondTheInstancesIsRefused() throws Exception {
    String sentences = SENTENCES.replace("[1]", "[3]");
    write("sentence_instance_val.json", sentences.getBytes(StandardCharsets.UTF_8));
    assertFault(
        Reasons.INDEX_OUT_OF_RANGE,
        "sentence_instance_val.json",
        "\"the sun\" of key 7 means instance 3, expected 0 to 2");
  }

  @Test
  void annotationsOfOtherFormsAreRefusedWithTheirPlace() throws Exception {
    for (String document :
        List.of(
            "",
            "{}",
            "[1]",
            "[{\"key\": 7",
            "[{\"key\": \"7\", \"sen_instIdx_map\": {}}]",
            "[{\"key\": 7.5, \"sen_instIdx_map\": {}}]",
            "[{\"key\": 0, \"sen_instIdx_map\": {}}]",
            "[{\"key\": 99999999999, \"sen_instIdx_map\": {}}]",
            "[{\"key\": 7}]",
            "[{\"key\": 7, \"sen_instIdx_map\": []}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": 1}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": []}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": [\"1\"]}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": [-1]}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": [1, 1]}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {\"the sun\": [1], \"the sun\": [0]}}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {}, \"more\": 1}]",
            "[{\"key\": 7, \"sen_instIdx_map\": {}}, {\"key\": 7, \"sen_instIdx_map\": {}}]",
            "[] []")) {
      write("sentence_instance_val.json", document.getBytes(StandardCharsets.UTF_8));
      var error =
          assertThrows(DataFormatException.class, () -> reader().entries(), "for " + document);
      assertEquals(Reasons.BAD_ANNOTATIONS, error.reason(), error.getMessage());
      assertTrue(error.getMessage().contains(" at line 1, column "), error.getMessage());
    }
  }

  private void assertFault(String reason, String file, String words) {
    var error = assertThrows(DataFormatException.class, () -> reader().read(entry()));
    assertEquals(reason, error.reason(), error.getMessage());
    assertTrue(error.file().endsWith(file), error.file());
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  private SketchySceneReader reader() {
    return new SketchySceneReader(new FolderFiles(root), "val");
  }

  private Entry entry() throws Exception {
    return reader().entries().get(0);
  }

  private void write(String path, byte[] bytes) throws Exception {
    Files.createDirectories(root.resolve(path).getParent());
    Files.write(root.resolve(path), bytes);
  }
}
