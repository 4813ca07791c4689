package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
  @Test
  void positivesAreLimitedToTheirShareAndNegativesFillTheRest() {
    var sample = new Sampler(16, 0.25).sample(labels(10, 100, 30), 7);
    assertEquals(4, sample.positives().length);
    assertEquals(12, sample.negatives().length);
  }

  @Test
  void fewPositivesLeaveTheirRoomToNegatives() {
    var sample = new Sampler(16, 0.5).sample(labels(3, 100, 0), 7);
    assertEquals(3, sample.positives().length);
    assertEquals(13, sample.negatives().length);
  }

  @Test
  void fewNegativesLeaveTheSampleSmall() {
    var sample = new Sampler(16, 0.5).sample(labels(30, 2, 30), 7);
    assertEquals(8, sample.positives().length);
    assertEquals(2, sample.negatives().length);
  }

  @Test
  void nothingIsDrawnTwiceOrUnderAForeignLabel() {
    byte[] labels = labels(40, 50, 10);
    var sample = new Sampler(64, 0.5).sample(labels, 3);
    for (int i : sample.positives()) {
      assertEquals(Matcher.POSITIVE, labels[i]);
    }
    for (int i : sample.negatives()) {
      assertEquals(Matcher.NEGATIVE, labels[i]);
    }
    assertEquals(32, Arrays.stream(sample.positives()).distinct().count());
    assertEquals(32, Arrays.stream(sample.negatives()).distinct().count());
  }

  @Test
  void theSeedAloneDecides() {
    byte[] labels = labels(40, 50, 10);
    var sampler = new Sampler(32, 0.5);
    var sample = sampler.sample(labels, 3);
    assertArrayEquals(sample.negatives(), sampler.sample(labels, 3).negatives());
    assertArrayEquals(sample.positives(), sampler.sample(labels, 3).positives());
    assertNotEquals(
        Arrays.toString(sample.negatives()),
        Arrays.toString(sampler.sample(labels, 4).negatives()));
  }

  @Test
  void everyBoxHasTheSameChance() {
    byte[] labels = labels(20, 20, 0);
    var sampler = new Sampler(10, 0.5);
    var drawn = new int[40];
    int trials = 4000;
    for (int seed = 0; seed < trials; seed++) {
      var sample = sampler.sample(labels, seed);
      IntStream.concat(Arrays.stream(sample.positives()), Arrays.stream(sample.negatives()))
          .forEach(i -> drawn[i]++);
    }
    // Each is drawn with chance 1/4: 1000 times, with a standard deviation of 27.
    for (int count : drawn) {
      assertTrue(Math.abs(count - trials / 4) < 137, () -> Arrays.toString(drawn));
    }
  }

  private static byte[] labels(int positives, int negatives, int ignored) {
    var labels = new byte[positives + negatives + ignored];
    Arrays.fill(labels, 0, positives, Matcher.POSITIVE);
    Arrays.fill(labels, positives + negatives, labels.length, Matcher.IGNORED);
    return labels;
  }
}
