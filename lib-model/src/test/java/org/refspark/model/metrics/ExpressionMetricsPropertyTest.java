package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

class ExpressionMetricsPropertyTest {
  @Property(tries = 200, seed = "20261121")
  void everyMeasureOfAnyMasksIsAFraction(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 0, max = 4) int found,
      @ForAll @IntRange(min = 0, max = 4) int meant) {
    var random = new Random(seed);
    List<ExpressionScore> scores = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      var detections = new ArrayList<Detection>();
      for (int d = 0; d < found; d++) {
        var mask = mask(random, height, width);
        // places may lie outside the picture
        double[] point = {width * (2 * random.nextDouble() - 0.5), height * random.nextDouble()};
        detections.add(new Detection(d, random.nextDouble(), mask.box(), mask, Optional.of(point)));
      }
      var objects = new ArrayList<Rle>();
      for (int o = 0; o < meant; o++) {
        objects.add(mask(random, height, width));
      }
      scores.add(
          ExpressionScore.of(
              "p" + i % 2, "e" + i, detections, objects, 0.5, Pointing.of(detections, objects)));
    }
    for (var convention : List.of(Convention.NONE, Convention.CRIS, Convention.LAVT)) {
      var metrics = ExpressionMetrics.of(scores, convention.iou());
      metrics.values().forEach((name, value) -> assertFraction(name, value));
      metrics.intervals(seed, 5).forEach((name, range) -> assertFraction(name, range.low()));
    }
  }

  @Property(tries = 100, seed = "20261121")
  void aMaskIsWhollyLikeItself(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int side) {
    var random = new Random(seed);
    var pixels = new byte[side * side];
    pixels[random.nextInt(pixels.length)] = 1;
    var mask = Rle.ofPixels(side, side, pixels);
    var score =
        ExpressionScore.of("e", List.of(new Detection(1, 1, mask.box(), mask)), List.of(mask), 0.5);
    var values = ExpressionMetrics.of(List.of(score), Convention.LAVT.iou()).values();

    assertEquals(1, values.get("oIoU"));
    assertEquals(1, values.get("Prec@0.9"));
    assertEquals(1, values.get("AP.per-expression"));
  }

  private static void assertFraction(String name, double value) {
    assertTrue(value >= 0 && value <= 1, name + " is " + value);
  }

  /** Noise of any density; now and then empty or full. */
  private static Rle mask(Random random, int height, int width) {
    double share = Math.min(1, Math.max(0, 1.4 * random.nextDouble() - 0.2));
    var pixels = new byte[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextDouble() < share ? 1 : 0);
    }
    return Rle.ofPixels(height, width, pixels);
  }
}
