package org.refspark.data.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RleTest {
  @Test
  void randomMasksSurviveEveryForm() {
    var random = new Random(7);
    for (int round = 0; round < 300; round++) {
      int height = 1 + random.nextInt(40);
      int width = 1 + random.nextInt(40);
      byte[] pixels = pixels(random, height, width);
      var mask = Rle.ofPixels(height, width, pixels);
      assertArrayEquals(pixels, mask.pixels());
      assertEquals(mask, Rle.ofCounts(height, width, mask.counts()));
      assertEquals(mask, Rle.parse(height, width, mask.compressed()));
      assertArrayEquals(plainExtent(height, width, pixels), mask.extent());
    }
  }

  @Test
  void setOperationsEqualThoseOnPixels() {
    var random = new Random(8);
    for (int round = 0; round < 300; round++) {
      int height = 1 + random.nextInt(30);
      int width = 1 + random.nextInt(30);
      byte[] a = pixels(random, height, width);
      byte[] b = pixels(random, height, width);
      byte[] c = pixels(random, height, width);
      byte[] all = new byte[a.length];
      byte[] any = new byte[a.length];
      long shared = 0;
      for (int i = 0; i < a.length; i++) {
        all[i] = (byte) (a[i] & b[i] & c[i]);
        any[i] = (byte) (a[i] | b[i] | c[i]);
        shared += a[i] & b[i];
      }
      var masks =
          List.of(
              Rle.ofPixels(height, width, a),
              Rle.ofPixels(height, width, b),
              Rle.ofPixels(height, width, c));
      assertArrayEquals(all, Rle.intersect(masks).pixels());
      assertArrayEquals(any, Rle.union(masks).pixels());
      assertEquals(shared, masks.get(0).intersection(masks.get(1)));
      assertEquals(shared, masks.get(0).and(masks.get(1)).area());
    }
  }

  @Test
  void resizingTakesThePixelsThatTheMapsName() {
    var random = new Random(9);
    for (int round = 0; round < 200; round++) {
      int height = 1 + random.nextInt(30);
      int width = 1 + random.nextInt(30);
      byte[] pixels = pixels(random, height, width);
      int[] rows = random.ints(1 + random.nextInt(40), 0, height).sorted().toArray();
      int[] columns = random.ints(1 + random.nextInt(40), 0, width).toArray();
      byte[] expected = new byte[rows.length * columns.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = pixels[rows[i / columns.length] * width + columns[i % columns.length]];
      }
      var resized = Rle.ofPixels(height, width, pixels).resizedNearest(rows, columns);
      assertArrayEquals(expected, resized.pixels());
      assertEquals(Rle.ofPixels(rows.length, columns.length, expected), resized);
    }
  }

  @Test
  void equalityIsOfPixelsNotOfHowRunsAreCut() {
    var whole = Rle.ofCounts(2, 1, new int[] {0, 2});
    var cut = Rle.ofCounts(2, 1, new int[] {0, 1, 0, 1});
    assertEquals(whole, cut);
    assertEquals(whole.hashCode(), cut.hashCode());
    assertArrayEquals(new int[] {0, 1, 0, 1}, cut.counts());
    assertEquals(Rle.ofCounts(1, 3, new int[] {3}), Rle.ofCounts(1, 3, new int[] {3, 0, 0}));
    assertNotEquals(whole, Rle.ofCounts(1, 2, new int[] {0, 2}));
    assertNotEquals(whole, Rle.empty(2, 1));
  }

  @Test
  void emptyMasksHaveZeroBoxAndMeetNothing() {
    var empty = Rle.empty(4, 5);
    assertTrue(empty.isEmpty());
    assertArrayEquals(new int[4], empty.extent());
    assertArrayEquals(new double[4], empty.box());
    assertEquals(0, empty.iou(Rle.empty(4, 5)));
    assertEquals(Rle.empty(0, 3), Rle.ofPixels(0, 3, new byte[0]));
  }

  @Test
  void runsThatDoNotFitTheSizeAreRefused() {
    assertRefused("cover 5 pixels, expected 6", () -> Rle.ofCounts(2, 3, new int[] {2, 3}));
    assertRefused("cover more than 6 pixels", () -> Rle.ofCounts(2, 3, new int[] {2, 5}));
    assertRefused("run 1 of the mask is -1", () -> Rle.ofCounts(2, 3, new int[] {2, -1, 5}));
    int huge = Integer.MAX_VALUE;
    assertRefused("more than 6", () -> Rle.ofCounts(2, 3, new int[] {huge, huge, 8}));
    assertRefused("cannot be", () -> Rle.empty(huge, 2));
    assertRefused("cannot be", () -> Rle.empty(-1, 2));
    assertRefused("asks for 6", () -> Rle.ofPixels(2, 3, new byte[5]));
  }

  @Test
  void stringsThatAreNoRunsAreRefused() {
    assertRefused("character 1 is not one of", () -> Rle.parse(2, 3, "2 4"));
    assertRefused("character 0 starts a number that does not end", () -> Rle.parse(2, 3, "o"));
    assertRefused("character 0 starts", () -> Rle.parse(2, 3, "oooooooooooo"));
    assertRefused("length -1", () -> Rle.parse(2, 3, "O7"));
    assertRefused("cover 0 pixels", () -> Rle.parse(2, 3, ""));
  }

  @Test
  void masksOfDifferentSizesAreNotCompared() {
    assertRefused("different sizes", () -> Rle.empty(2, 3).iou(Rle.empty(3, 2)));
    assertRefused("no mask to merge", () -> Rle.union(List.of()));
  }

  @Test
  void indexMapsOutsideTheMaskAreRefused() {
    var mask = Rle.ofCounts(2, 3, new int[] {0, 6});
    assertRefused(
        "row map at 1 points to 2", () -> mask.resizedNearest(new int[] {0, 2}, new int[] {0}));
    assertRefused("row map falls at 1", () -> mask.resizedNearest(new int[] {1, 0}, new int[] {0}));
    assertRefused(
        "column map at 0 points to -1", () -> mask.resizedNearest(new int[] {0}, new int[] {-1}));
  }

  @Test
  void outlinesThatAreNoneAreRefused() {
    assertRefused("at least two points", () -> Polygons.polygon(9, 9, new double[] {1, 2, 3}));
    assertRefused(
        "a point at NaN", () -> Polygons.polygon(9, 9, new double[] {1, 2, 3, 4, 5, NAN}));
    assertRefused("a point at 1.0E7", () -> Polygons.box(9, 9, new double[] {0, 0, 1e7, 1}));
    assertRefused("no ring", () -> Polygons.rasterise(9, 9, List.of()));
  }

  private static final double NAN = Double.NaN;

  private static void assertRefused(String why, Runnable action) {
    var refusal = assertThrows(IllegalArgumentException.class, action::run);
    assertTrue(refusal.getMessage().contains(why), refusal.getMessage());
  }

  /** Sparse, dense and striped pixels by turns, so that runs wrap columns and touch edges. */
  private static byte[] pixels(Random random, int height, int width) {
    byte[] pixels = new byte[height * width];
    double share = random.nextDouble();
    byte value = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (random.nextDouble() < share) {
        value = (byte) random.nextInt(2);
      }
      pixels[i] = value;
    }
    return pixels;
  }

  private static int[] plainExtent(int height, int width, byte[] pixels) {
    int[] extent = {width, height, 0, 0};
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] != 0) {
        extent[0] = Math.min(extent[0], i % width);
        extent[1] = Math.min(extent[1], i / width);
        extent[2] = Math.max(extent[2], i % width + 1);
        extent[3] = Math.max(extent[3], i / width + 1);
      }
    }
    return extent[2] == 0 ? new int[4] : extent;
  }
}
