package org.refspark.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class CanvasTest {
  private final Placement behind = placement(SceneCategory.HOUSE, 375, 500);

  @Test
  void aBodyInFrontHidesTheStrokesBehindIt() {
    var front = placement(SceneCategory.BUS, 375, 540);
    var canvas = new Canvas(List.of(behind, front), 750);
    assertTrue(canvas.visible(0) < 0.8, "visible share of the house: " + canvas.visible(0));
    assertEquals(1, canvas.visible(1), "the bus stands in front");
  }

  @Test
  void whatStandsApartIsWhollyVisible() {
    var aside = placement(SceneCategory.CAT, 80, 730);
    var canvas = new Canvas(List.of(behind, aside), 750);
    assertEquals(1, canvas.visible(0));
    assertEquals(1, canvas.visible(1));
  }

  @Test
  void theSameDrawingFillsTheSamePlaceAtEverySize() {
    var large = Figure.measure(map(750), 750, new int[] {1}, List.of(behind)).get(0);
    var small = Figure.measure(map(250), 250, new int[] {1}, List.of(behind)).get(0);
    assertEquals(large.left(), 3 * small.left(), 4);
    assertEquals(large.bottom(), 3 * small.bottom(), 4);
    assertEquals(500, large.bottom(), behind.pen());
    assertEquals(375, large.middle(), behind.pen());
  }

  private int[] map(int size) {
    return new Canvas(List.of(behind), size).owners();
  }

  private static Placement placement(SceneCategory category, double centre, double foot) {
    var drawing = Drawing.of(category, Dice.of(1, "canvas", 1, 0));
    return new Placement(
        category, drawing, centre, foot, 250 * category.height() / 260.0, false, 4);
  }
}
