package org.refspark.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionsTest {
  private static final String NAME = "clip.visual.positional_embedding";

  /** Of PyTorch's bicubic interpolation without aligned corners. */
  @Test
  void gridsAreResizedAsPyTorchDoes() {
    float[] two = {7, 1, 2, 4, -3};
    float[] three = {7, 0, 1, 2, -2, -1, -5, -4, -3, -7};
    assertGrid(
        two,
        0.5924963f,
        1.5868058f,
        2.5811155f,
        2.7604175f,
        1,
        -0.7604162f,
        4.928338f,
        0.4131947f,
        -4.101947f);
    assertGrid(three, -0.15158081f, 0.54962158f, -3.24382019f, -5.81173706f);
    assertGrid(
        three,
        0.07177734f,
        0.63391137f,
        1.74309492f,
        2.59997869f,
        -1.13134766f,
        -0.17841578f,
        -0.74184704f,
        -2.41559649f,
        -3.01220703f,
        -1.80097842f,
        -3.46991968f,
        -6.81628418f,
        -4.21533203f,
        -3.06445313f,
        -4.47509766f,
        -7.43066406f);
  }

  private static void assertGrid(float[] from, float... expected) {
    var resized =
        Positions.resized(
            NAME, from, new long[] {from.length, 1}, new long[] {expected.length + 1, 1});
    assertEquals(7, resized[0], "the row of the class");
    assertArrayEquals(expected, java.util.Arrays.copyOfRange(resized, 1, resized.length), 1e-5f);
  }

  @Test
  void channelsAreResizedApart() {
    float[] from = {0, 0, 1, 10, 2, 20, 4, 40, -3, -30};
    var resized = Positions.resized(NAME, from, new long[] {5, 2}, new long[] {10, 2});
    for (int row = 0; row < 10; row++) {
      assertEquals(10 * resized[2 * row], resized[2 * row + 1], 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "clip.visual.positional_embedding, 5, 8, 10, 8, true",
    "clip.visual.attnpool.positional_embedding, 50, 8, 17, 8, true",
    "clip.visual.positional_embedding, 6, 8, 10, 8, false",
    "clip.visual.positional_embedding, 5, 8, 9, 8, false",
    "clip.visual.positional_embedding, 5, 8, 10, 9, false",
    "clip.positional_embedding, 77, 8, 17, 8, true",
    "clip.positional_embedding, 17, 8, 77, 8, false",
    "clip.token_embedding.weight, 5, 8, 10, 8, false",
  })
  void onlyGridsAndLongerTablesFit(
      String name, long rows, long width, long wantedRows, long wantedWidth, boolean fits) {
    assertEquals(
        fits, Positions.fits(name, new long[] {rows, width}, new long[] {wantedRows, wantedWidth}));
  }
}
