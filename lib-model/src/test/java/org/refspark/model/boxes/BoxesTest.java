package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoxesTest {
  @Test
  void boxesTurnedInsideOutHaveNeitherAreaNorOverlap() {
    float[] boxes = {5, 5, 1, 1, 0, 0, 10, 10};
    assertEquals(0, Boxes.area(boxes, 0));
    assertEquals(0, Boxes.iou(boxes, 0, boxes, 1));
    assertEquals(0, Boxes.iou(boxes, 0, boxes, 0));
  }

  @Test
  void clippingKeepsTheGivenBoxesAndEmptiesThoseOutside() {
    float[] boxes = {-5, 3, 70, 90, 80, 90, 100, 120};
    assertArrayEquals(new float[] {0, 3, 64, 48, 64, 48, 64, 48}, Boxes.clip(boxes, 64, 48));
    assertEquals(-5, boxes[0]);
  }

  @Test
  void anArrayThatIsNotMadeOfBoxesIsRefused() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Boxes.clip(new float[6], 64, 48));
    assertEquals(
        "Boxes take 4 numbers each (x1, y1, x2, y2), but the array has 6", error.getMessage());
  }

  @Test
  void aSmallerCanonicalSizeMovesBoxesToCoarserLevels() {
    float[] boxes = {0, 0, 56, 56, 0, 0, 28, 28, 0, 0, 27.9f, 27.9f};
    assertArrayEquals(new int[] {2, 2, 2}, new FpnLevels(2, 5, 224, 4).levels(boxes));
    assertArrayEquals(new int[] {4, 3, 2}, new FpnLevels(2, 5, 56, 4).levels(boxes));
  }
}
