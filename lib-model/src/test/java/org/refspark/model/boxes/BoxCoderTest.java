package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BoxCoderTest {
  @Test
  void eachWeightScalesItsOwnOffset() {
    float[] bases = {0, 0, 10, 20};
    float[] targets = {6, 2, 26, 12};
    float[] deltas = new BoxCoder(2, 3, 5, 7).encode(bases, targets);
    // Centre (5, 10) to (16, 7); width 10 to 20, height 20 to 10.
    double log2 = Math.log(2);
    float[] expected = {2 * 1.1f, 3 * -0.15f, (float) (5 * log2), (float) (-7 * log2)};
    assertArrayEquals(expected, deltas, 1e-5f);
    assertArrayEquals(targets, new BoxCoder(2, 3, 5, 7).decode(bases, deltas), 1e-4f);
  }

  @Test
  void aBoxWithoutAnAreaIsRefusedByName() {
    float[] bases = {0, 0, 10, 10, 0, 0, 10, 10};
    float[] targets = {0, 0, 5, 5, 3, 3, 3, 9};
    var error =
        assertThrows(IllegalArgumentException.class, () -> BoxCoder.RPN.encode(bases, targets));
    assertEquals(
        "Offsets need boxes with an area, but base 1 is 10.0 by 10.0 and target 1 is 0.0 by 6.0"
            + " pixels",
        error.getMessage());
  }

  @Test
  void offsetsThatFitNoNumberOfClassesAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> BoxCoder.ROI.decode(new float[8], new float[12]));
    assertThrows(
        IllegalArgumentException.class, () -> BoxCoder.ROI.decode(new float[0], new float[4]));
    assertEquals(0, BoxCoder.ROI.decode(new float[0], new float[0]).length);
  }
}
