package org.refspark.data.mask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class RlePropertyTest {
  /** A mask of one size with any pixels. */
  record Bitmap(int height, int width, byte[] pixels) {
    Rle rle() {
      return Rle.ofPixels(height, width, pixels);
    }
  }

  @Property(tries = 400, seed = "20261121")
  void pixelsRunsAndStringsTellTheSame(@ForAll("bitmaps") Bitmap bitmap) {
    var mask = bitmap.rle();
    assertArrayEquals(bitmap.pixels(), mask.pixels());
    assertEquals(mask, Rle.parse(bitmap.height(), bitmap.width(), mask.compressed()));
    assertEquals(mask, Rle.ofCounts(bitmap.height(), bitmap.width(), mask.counts()));
    int ones = 0;
    for (byte pixel : bitmap.pixels()) {
      ones += pixel;
    }
    assertEquals(ones, mask.area());
  }

  @Property(tries = 400, seed = "20261121")
  void runsOfAnyLengthSurviveTheirString(@ForAll("counts") int[] counts) {
    int pixels = Arrays.stream(counts).sum();
    var mask = Rle.ofCounts(1, pixels, counts);
    assertArrayEquals(counts, Rle.parse(1, pixels, mask.compressed()).counts());
  }

  @Property(tries = 300, seed = "20261121")
  void unionAndIntersectionAreThoseOfPixels(@ForAll("pairs") List<Bitmap> pair) {
    byte[] first = pair.get(0).pixels();
    byte[] second = pair.get(1).pixels();
    byte[] either = new byte[first.length];
    byte[] both = new byte[first.length];
    for (int i = 0; i < first.length; i++) {
      either[i] = (byte) (first[i] | second[i]);
      both[i] = (byte) (first[i] & second[i]);
    }
    var masks = pair.stream().map(Bitmap::rle).toList();
    assertArrayEquals(either, Rle.union(masks).pixels());
    assertArrayEquals(both, Rle.intersect(masks).pixels());
    assertEquals(Rle.intersect(masks).area(), masks.get(0).intersection(masks.get(1)));
  }

  @Property(tries = 500, seed = "20261121")
  void anyStringIsAMaskOrRefused(
      @ForAll @StringLength(max = 40) @CharRange(from = '0', to = 'p') String text) {
    refusedOrNot(() -> Rle.parse(37, 91, text));
  }

  @Property(tries = 300, seed = "20261121")
  void stringsOfAnyCharactersAreRefusedOrNot(@ForAll @StringLength(max = 40) String text) {
    refusedOrNot(() -> Rle.parse(37, 91, text));
  }

  @Property(tries = 300, seed = "20261121")
  void outlinesOfAnyNumbersAreDrawnOrRefused(@ForAll("rings") double[] ring) {
    refusedOrNot(() -> assertEquals(0, Polygons.rasterise(37, 91, List.of(ring)).area() / 3368));
  }

  private static void refusedOrNot(Runnable parser) {
    try {
      parser.run();
    } catch (IllegalArgumentException e) {
      assertEquals(IllegalArgumentException.class, e.getClass(), "a plain refusal");
    }
  }

  @Provide
  Arbitrary<Bitmap> bitmaps() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 23), Arbitraries.integers().between(1, 23))
        .as((height, width) -> bitmaps(height, width))
        .flatMap(bitmap -> bitmap);
  }

  @Provide
  Arbitrary<List<Bitmap>> pairs() {
    return bitmaps(17, 13).list().ofSize(2);
  }

  @Provide
  Arbitrary<int[]> counts() {
    return Arbitraries.integers().between(0, 5_000_000).array(int[].class).ofMaxSize(30);
  }

  @Provide
  Arbitrary<double[]> rings() {
    var numbers =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-50, 150),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, 1e300, -1e4, 2e6, -0.0));
    return numbers.array(double[].class).ofMaxSize(12);
  }

  private static Arbitrary<Bitmap> bitmaps(int height, int width) {
    return Arbitraries.bytes()
        .between((byte) 0, (byte) 1)
        .array(byte[].class)
        .ofSize(height * width)
        .map(pixels -> new Bitmap(height, width, pixels));
  }
}
