package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.refspark.data.RealData;
import org.refspark.data.mask.Rle;

class NearestTest {
  @Test
  void indexMapsEqualThePublishedLibraries() throws Exception {
    for (var known : RealData.json("oracle/nearest_index_maps.json")) {
      int in = known.path("from").intValue();
      int out = known.path("to").intValue();
      var json = new ObjectMapper();
      int[] pil = json.convertValue(known.path("pil_nearest"), int[].class);
      int[] scipy = json.convertValue(known.path("scipy_zoom_order0"), int[].class);
      assertArrayEquals(pil, Nearest.PIXEL_CENTRES.map(in, out), in + " to " + out);
      assertArrayEquals(scipy, Nearest.CORNERS.map(in, out), in + " to " + out);
    }
  }

  @Test
  void mapsStayInsideForEverySmallSize() {
    for (Nearest rule : Nearest.values()) {
      for (int in = 1; in < 20; in++) {
        for (int out = 1; out < 40; out++) {
          int[] map = rule.map(in, out);
          int[] sorted = map.clone();
          Arrays.sort(sorted);
          assertArrayEquals(sorted, map);
          assertEquals(true, map[0] >= 0 && map[out - 1] < in, rule + " " + in + " " + out);
        }
      }
    }
    assertThrows(IllegalArgumentException.class, () -> Nearest.CORNERS.map(0, 4));
  }

  @Test
  void doublingRepeatsEachPixel() {
    var picture = new Picture(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    var doubled = Nearest.PIXEL_CENTRES.resize(picture, 2, 4);
    byte[] row = {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6};
    assertArrayEquals(row, Arrays.copyOf(doubled.rgb(), 12));
    assertArrayEquals(row, Arrays.copyOfRange(doubled.rgb(), 12, 24));
  }

  @Test
  void masksAndPicturesAreResizedAlike() {
    byte[] pixels = {1, 0, 0, 0, 1, 1};
    var mask = Nearest.CORNERS.resize(Rle.ofPixels(2, 3, pixels), 3, 5);
    byte[] rgb = new byte[18];
    for (int i = 0; i < 18; i++) {
      rgb[i] = pixels[i / 3];
    }
    var picture = Nearest.CORNERS.resize(new Picture(3, 2, rgb), 3, 5);
    for (int i = 0; i < 15; i++) {
      assertEquals(picture.rgb()[3 * i], mask.pixels()[i], "pixel " + i);
    }
  }
}
