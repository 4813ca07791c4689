package org.refspark.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HalvingTest {
  private static final List<Point> POINTS = points("a", "b", "c", "d", "e", "f");

  private final Map<String, Double> known = new HashMap<>();

  /** Worked by hand: of the first two b, of the first four d, of all six a (e is worse). */
  @Test
  void ofTheFirstResultsTheBetterHalfGoesOn() {
    know(0, 0.5, 0.6, 0.1, 0.7, 0.4, 0.3);
    var standing = standing(3, 2);

    assertEquals(points("b", "d", "a"), standing.points().get(1));
    assertEquals(
        List.of(List.of(), List.of("b"), List.of(), List.of("d"), List.of(), List.of("a")),
        standing.decisions().stream().map(Halving.Decision::promoted).toList());
  }

  @Test
  void aResultThatCameEarlyWaitsForThoseBeforeItsPlace() {
    known.put("d0", 0.9);
    known.put("a0", 0.5);
    assertEquals(List.of(), standing(2, 2).points().get(1));
    known.put("b0", 0.6);
    assertEquals(points("b"), standing(2, 2).points().get(1), "of a and b, whatever d has");
    known.put("c0", 0.1);
    assertEquals(points("b", "d"), standing(2, 2).points().get(1));
  }

  @Test
  void whoGoesOnDoesNotDependOnWhenResultsCome() {
    know(0, 0.5, 0.6, 0.1, 0.7, 0.4, 0.3);
    know(1, 0.2, 0.8, 0.0, 0.3, 0.0, 0.0);
    var whole = standing(3, 2);
    var scores = new HashMap<>(known);
    for (int seed = 0; seed < 50; seed++) {
      known.clear();
      var arrivals = new ArrayList<>(scores.keySet());
      Collections.shuffle(arrivals, new Random(seed));
      for (var arrival : arrivals) {
        known.put(arrival, scores.get(arrival));
        var now = standing(3, 2);
        for (int stage = 0; stage < 3; stage++) {
          var then = whole.points().get(stage);
          var here = now.points().get(stage);
          assertEquals(then.subList(0, here.size()), here, "who has gone on once stays");
        }
      }
      assertEquals(whole, standing(3, 2));
    }
  }

  @Test
  void ofFewerPointsThanTheFactorTheBestGoesOnInTheEnd() {
    know(0, 0.5, 0.6, 0.1, 0.7, 0.4);
    assertEquals(List.of(), standing(2, 9).points().get(1));
    known.put("f0", 0.3);
    assertEquals(points("d"), standing(2, 9).points().get(1));
  }

  @Test
  void failedPointsAreBehindAndNeverGoOn() {
    double failed = Halving.FAILED;
    know(0, failed, failed, 0.1, failed, failed, failed);
    assertEquals(points("c"), standing(2, 2).points().get(1));
  }

  @Test
  void equalScoresGoByTheirPlace() {
    know(0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5);
    assertEquals(points("a", "b", "c"), standing(2, 2).points().get(1));
  }

  private void know(int stage, double... scores) {
    for (int i = 0; i < scores.length; i++) {
      known.put(POINTS.get(i).name() + stage, scores[i]);
    }
  }

  private Halving.Standing standing(int stages, int factor) {
    return new Halving(stages, factor)
        .standing(
            POINTS,
            (point, stage) -> {
              var score = known.get(point.name() + stage);
              return score == null ? OptionalDouble.empty() : OptionalDouble.of(score);
            });
  }

  private static List<Point> points(String... names) {
    return Stream.of(names)
        .map(name -> new Point(name, Optional.empty(), new TreeMap<>(), Map.of()))
        .toList();
  }
}
