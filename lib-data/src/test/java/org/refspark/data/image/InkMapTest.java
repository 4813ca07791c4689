package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class InkMapTest {
  /** White, nearly white, black, and a pixel whose first channel alone is white. */
  private static final Picture PICTURE =
      new Picture(2, 2, new byte[] {-1, -1, -1, -2, -1, -1, 0, 0, 0, -1, 0, 0});

  @Test
  void inkIsWhereTheFirstChannelIsNotWhite() {
    var ink = InkMap.of(PICTURE);
    assertArrayEquals(new byte[] {0, 1, 1, 0}, ink.pixels());
    assertEquals(2, ink.count());
  }

  @Test
  void darkerThresholdLeavesFaintStrokesOut() {
    assertArrayEquals(new byte[] {0, 0, 1, 0}, InkMap.of(PICTURE, 253).pixels());
    assertThrows(IllegalArgumentException.class, () -> InkMap.of(PICTURE, 255));
  }

  @Test
  void inkAtAnotherSizeFollowsTheResizedPicture() {
    assertArrayEquals(
        new byte[] {0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0},
        InkMap.at(PICTURE, 4, 4).pixels());
  }

  @Test
  void maskHoldsTheSamePixels() {
    var mask = InkMap.of(PICTURE).mask();
    assertArrayEquals(InkMap.of(PICTURE).pixels(), mask.pixels());
    assertEquals(2, mask.area());
  }
}
