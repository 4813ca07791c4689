package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.refspark.data.mask.Rle;

/** Known answers: OpenCV's warps and the same in float64 without its rounded coordinates. */
class LetterboxTest {
  private static final int CASES = 3;

  @Test
  void picturesEqualTheExactWarpWithinItsRange() throws Exception {
    for (int i = 0; i < CASES; i++) {
      float[] expected = array("outputs/" + i + "_image_exact.npy");
      for (int j = 0; j < expected.length; j++) {
        expected[j] = Math.min(255, Math.max(0, expected[j]));
      }
      assertArrayEquals(expected, warped(i), 1e-3f, "case " + i);
    }
  }

  @Test
  void picturesEqualOpenCvsButForItsRoundedCoordinates() throws Exception {
    for (int i = 0; i < CASES; i++) {
      float[] expected = array("outputs/" + i + "_image_cv2.npy");
      double most = differences(i).path("image_max").asDouble() + 1e-3;
      assertArrayEquals(expected, warped(i), (float) most, "case " + i);
    }
  }

  @Test
  void masksEqualTheExactWarpAndOpenCvsNearly() throws Exception {
    for (int i = 0; i < CASES; i++) {
      float[] values = array("inputs/" + i + "_mask.npy");
      byte[] pixels = new byte[values.length];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (byte) (values[j] > 0 ? 1 : 0);
      }
      var box = box(i);
      float[] mask = box.mask(Rle.ofPixels(box.height(), box.width(), pixels));
      assertArrayEquals(array("outputs/" + i + "_mask_exact.npy"), mask, 1e-5f, "case " + i);
      double most = differences(i).path("mask_max").asDouble() + 1e-5;
      assertArrayEquals(array("outputs/" + i + "_mask_cv2.npy"), mask, (float) most, "case " + i);
    }
  }

  @Test
  void mapsComeBackAsTheExactWarpBringsThemAndOpenCvsNearly() throws Exception {
    for (int i = 0; i < CASES; i++) {
      var box = box(i);
      float[] map = array("outputs/" + i + "_pred_up.npy");
      float[] back = box.back(map, box.height(), box.width());
      assertArrayEquals(array("outputs/" + i + "_inv_pred_exact.npy"), back, 1e-5f, "case " + i);
      double most = differences(i).path("inv_pred_max").asDouble() + 1e-5;
      assertArrayEquals(
          array("outputs/" + i + "_inv_pred_cv2.npy"), back, (float) most, "case " + i);
    }
  }

  @Test
  void placesEqualThePublishedMatrices() throws Exception {
    for (int i = 0; i < CASES; i++) {
      JsonNode forward = matrices().get(i).path("forward");
      assertEquals(forward.at("/0/0").asDouble(), box(i).scale(), 1e-6);
      assertEquals(forward.at("/0/2").asDouble(), box(i).left(), 1e-6);
      assertEquals(forward.at("/1/2").asDouble(), box(i).top(), 1e-6);
    }
  }

  @Test
  void squareOfThePicturesOwnSizeChangesNothing() {
    var pixels = new byte[] {0, 0, 0, 50, 60, 70, (byte) 200, (byte) 255, 1, 9, 8, 7};
    float[] values = new Letterbox(2, 2, 2).picture(new Picture(2, 2, pixels), new float[3]);
    assertArrayEquals(new float[] {0, 0, 0, 50, 60, 70, 200, 255, 1, 9, 8, 7}, values, 1e-4f);
  }

  @Test
  void gridsOfAnotherSizeCoverTheWholePicture() {
    // A map that rises by 1 a column; weights of a = -0.75 bend a slope by 0.05 at most.
    var box = new Letterbox(20, 40, 80);
    float[] map = new float[80 * 80];
    for (int i = 0; i < map.length; i++) {
      map[i] = i % 80;
    }
    float[] grid = box.back(map, 80, 160);
    for (int column = 8; column < 150; column++) {
      double place = 2 * ((column + 0.5) / 4 - 0.5);
      assertEquals(place, grid[40 * 160 + column], 0.06, "column " + column);
    }
  }

  @Test
  void masksAboveAThresholdAreThoseOfTheMapThatCameBack() {
    var box = new Letterbox(30, 50, 20);
    float[] map = new float[20 * 20];
    for (int i = 0; i < map.length; i++) {
      map[i] = i * 37 % 101 / 100f;
    }
    float[] back = box.back(map, 30, 50);
    // A value of the map itself: it is not above itself.
    double threshold = back[7 * 50 + 13];
    byte[] pixels = box.above(map, 30, 50, threshold).pixels();
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(back[i] > threshold ? 1 : 0, pixels[i], "pixel " + i);
    }
    assertThrows(IllegalArgumentException.class, () -> box.above(new float[399], 30, 50, 0.5));
  }

  @Test
  void bordersFillWhatThePictureLeavesFree() {
    var grey = new Picture(8, 2, new byte[8 * 2 * 3]);
    float[] values = new Letterbox(2, 8, 8).picture(grey, new float[] {10, 20, 30});
    assertArrayEquals(new float[] {10, 20, 30}, java.util.Arrays.copyOfRange(values, 0, 3), 1e-4f);
    assertEquals(0, values[3 * (4 * 8 + 4)], 1e-4);
  }

  @Test
  void tinyAndExtremePicturesAreWarpedWithoutFault() {
    for (int[] size : new int[][] {{1, 1}, {1, 500}, {500, 1}, {3, 2}}) {
      var box = new Letterbox(size[0], size[1], 16);
      var white = new byte[size[0] * size[1] * 3];
      java.util.Arrays.fill(white, (byte) 255);
      float[] values =
          box.picture(new Picture(size[1], size[0], white), new float[] {255, 255, 255});
      for (float value : values) {
        assertEquals(255, value, 1e-2);
      }
      assertEquals(size[0] * size[1], box.back(new float[256], size[0], size[1]).length);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    var box = new Letterbox(4, 6, 8);
    var wrong = new Picture(4, 6, new byte[72]);
    var error =
        assertThrows(IllegalArgumentException.class, () -> box.picture(wrong, new float[3]));
    assertTrue(error.getMessage().contains("4 x 6") && error.getMessage().contains("6 x 4"));
    assertThrows(IllegalArgumentException.class, () -> box.mask(Rle.empty(6, 4)));
    assertThrows(IllegalArgumentException.class, () -> box.back(new float[63], 4, 6));
    assertThrows(IllegalArgumentException.class, () -> box.back(new float[64], 0, 6));
    assertThrows(IllegalArgumentException.class, () -> new Letterbox(0, 6, 8));
  }

  private static float[] warped(int index) throws IOException {
    float[] values = array("inputs/" + index + "_image.npy");
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) values[i];
    }
    var box = box(index);
    float[] mean = new float[3];
    JsonNode published = json("case.json").at("/hyper/mean");
    for (int i = 0; i < 3; i++) {
      mean[i] = (float) (published.get(i).asDouble() * 255);
    }
    return box.picture(new Picture(box.width(), box.height(), rgb), mean);
  }

  private static Letterbox box(int index) throws IOException {
    JsonNode size = json("case.json").at("/hyper/sizes_hw").get(index);
    int side = json("case.json").at("/hyper/S").asInt();
    return new Letterbox(size.get(0).asInt(), size.get(1).asInt(), side);
  }

  private static JsonNode differences(int index) throws IOException {
    return matrices().get(index).path("diff_cv2_vs_exact");
  }

  private static JsonNode matrices() throws IOException {
    return json("matrices.json");
  }

  private static JsonNode json(String path) throws IOException {
    return new ObjectMapper().readTree(at(path).toFile());
  }

  /** The float32 values of an .npy file. */
  private static float[] array(String path) throws IOException {
    byte[] bytes = Files.readAllBytes(at(path));
    int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
    var values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).position(10 + header);
    float[] floats = new float[values.remaining() / Float.BYTES];
    values.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }

  private static Path at(String path) {
    Path place =
        Path.of(System.getProperty("oracles", "../../shared/oracles"), "letterbox", path)
            .toAbsolutePath();
    assumeTrue(Files.exists(place), () -> "skipped: no oracle at " + place);
    return place;
  }
}
