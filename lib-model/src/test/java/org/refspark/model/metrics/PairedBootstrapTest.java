package org.refspark.model.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.model.metrics.PairedBootstrap.Pair;

class PairedBootstrapTest {
  /**
   * Three pictures with differences of 3/4, 1/4 and −1/2: of the 27 ways to draw three of them, 10
   * have a sum of at most 0 and 20 one of at least 0, so that p is 20/27. Each extreme is drawn
   * thrice in 1 of 27 ways, which is more than 2.5 %.
   */
  @Test
  void threePicturesGiveTheAnswerOfCountingAllTwentySevenDraws() {
    var pairs =
        List.of(Pair.ofMean("1", 0, 0.75), Pair.ofMean("2", 0.5, 0.75), Pair.ofMean("3", 0.5, 0));
    var difference = PairedBootstrap.of(pairs, 1, 100_000);
    assertEquals(1 / 3.0, difference.a(), 1e-15);
    assertEquals(0.5, difference.b(), 1e-15);
    assertEquals(1 / 6.0, difference.value(), 1e-15);
    assertEquals(new ExpressionMetrics.Interval(-0.5, 0.75), difference.interval());
    assertEquals(20 / 27.0, difference.pValue(), 0.006);
    assertEquals(3, difference.pictures());
  }

  /** The normal approximation of a paired mean: 0.023 ± 1.96 · 0.011546; scipy: p = 0.0464. */
  @Test
  void aMeanAgreesWithTheNormalApproximation() {
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < 100; i++) {
      double a = i * 37 % 100 / 100.0;
      pairs.add(Pair.ofMean("p" + i, a, a + (i * 53 % 100 / 100.0 - 0.5) * 0.4 + 0.025));
    }
    var difference = PairedBootstrap.of(pairs, 7, 20_000);
    assertEquals(0.023, difference.value(), 1e-12);
    assertEquals(0.00037, difference.interval().low(), 0.0008);
    assertEquals(0.04563, difference.interval().high(), 0.0008);
    assertEquals(0.0464, difference.pValue(), 0.006);
    assertTrue(difference.isSignificant(0.06));
    assertFalse(difference.isSignificant(0.03));
  }

  /** Computed by NumPy: the ratios, and the interval by its own bootstrap and the delta method. */
  @Test
  void overallIouIsSumOverSumAndNotAMeanOfRatios() {
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < 300; i++) {
      pairs.add(
          new Pair("p" + i, 10 + i * 7 % 13, 20 + i * 5 % 17, 11 + i * 7 % 13, 20 + i * 3 % 19));
    }
    var difference = PairedBootstrap.of(pairs, 3, 20_000);
    assertEquals(0.5707142857142857, difference.a(), 1e-15);
    assertEquals(0.5861910241657077, difference.b(), 1e-15);
    assertEquals(-0.0015, difference.interval().low(), 0.0006);
    assertEquals(0.0326, difference.interval().high(), 0.0006);
    assertEquals(0.072, difference.pValue(), 0.01);
  }

  /** Fifty alike expressions of one picture say no more than one of them. */
  @Test
  void picturesAreDrawnWithAllTheirExpressions() {
    var single = new ArrayList<Pair>();
    var repeated = new ArrayList<Pair>();
    for (int i = 0; i < 40; i++) {
      var pair = Pair.ofMean("p" + i, 0.25, i % 4 == 0 ? 0.75 : 0.125);
      single.add(pair);
      for (int copy = 0; copy < 50; copy++) {
        repeated.add(pair);
      }
    }
    var one = PairedBootstrap.of(single, 5, 2000);
    var many = PairedBootstrap.of(repeated, 5, 2000);
    assertEquals(one.interval(), many.interval());
    assertEquals(one.pValue(), many.pValue());
    assertEquals(one.value(), many.value());
  }

  @Test
  void theSeedDecidesTheSamples() {
    var pairs = new ArrayList<Pair>();
    for (int i = 0; i < 30; i++) {
      pairs.add(Pair.ofMean("p" + i, i * 7 % 11 / 11.0, i * 5 % 13 / 13.0));
    }
    var one = PairedBootstrap.of(pairs, 5, 500);
    assertEquals(one, PairedBootstrap.of(pairs, 5, 500));
    assertNotEquals(one.interval(), PairedBootstrap.of(pairs, 6, 500).interval());
  }

  @Test
  void equalModelsDoNotDifferAndABetterOneInEveryPictureSurelyDoes() {
    var equal = List.of(Pair.ofMean("1", 0.5, 0.5), Pair.ofMean("2", 0.25, 0.25));
    assertEquals(1, PairedBootstrap.of(equal, 1, 1000).pValue());
    assertEquals(
        new ExpressionMetrics.Interval(0, 0), PairedBootstrap.of(equal, 1, 1000).interval());
    var better = List.of(Pair.ofMean("1", 0.5, 0.75), Pair.ofMean("2", 0.25, 0.5));
    assertEquals(2 / 1000.0, PairedBootstrap.of(better, 1, 999).pValue());
  }

  @Test
  void whatIsNoNumberOrCannotBeComparedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Pair.ofMean("1", 0.5, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> PairedBootstrap.of(List.of(), 1, 100));
    var unmeasured = List.of(new Pair("1", 0, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> PairedBootstrap.of(unmeasured, 1, 100));
  }
}
