package org.refspark.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BilinearTest {
  /** 2 × 2 with values 0, 100 / 200, 60 in all channels. */
  private static final Picture FOUR =
      new Picture(
          2,
          2,
          new byte[] {0, 0, 0, 100, 100, 100, (byte) 200, (byte) 200, (byte) 200, 60, 60, 60});

  @Test
  void doublingBlendsByQuartersAndRepeatsEdges() {
    // torch.nn.functional.interpolate(scale_factor=2, mode="bilinear", align_corners=False)
    float[] expected = {0, 25, 75, 100, 50, 60, 80, 90, 150, 130, 90, 70, 200, 165, 95, 60};
    float[] values = Bilinear.resizeToFloats(FOUR, 4, 4);
    for (int i = 0; i < 16; i++) {
      assertEquals(expected[i], values[3 * i], 1e-4, "pixel " + i);
    }
  }

  @Test
  void sameSizeChangesNothing() {
    assertArrayEquals(FOUR.rgb(), Bilinear.resize(FOUR, 2, 2).rgb());
  }

  @Test
  void shrinkingTakesTheTwoNearestRowsOnly() {
    byte[] rgb = new byte[3 * 4];
    for (int i = 0; i < 12; i++) {
      rgb[i] = (byte) (10 * (i / 3));
    }
    var four = new Picture(4, 1, rgb);
    assertEquals(5, Bilinear.resize(four, 1, 2).value(0, 0, 0));
    assertEquals(25, Bilinear.resize(four, 1, 2).value(0, 1, 2));
    assertEquals(15, Bilinear.resize(four, 1, 1).value(0, 0, 1));
  }

  @Test
  void halvesRoundUp() {
    var picture = new Picture(2, 1, new byte[] {0, 0, 0, 1, 1, 1});
    assertEquals(1, Bilinear.resize(picture, 1, 1).value(0, 0, 0));
  }
}
