package org.refspark.model.boxes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ProposalSelectionTest {
  private static final float[] ANCHORS = {
    0, 0, 10, 10, 0, 0, 10, 9, 40, 40, 50, 50, 0, 0, 10, 10, -20, -20, -10, -10, 20, 20, 30, 30
  };
  private static final int[] PER_LEVEL = {3, 3};

  @Test
  void suppressionStaysWithinALevelAndTiesGoToTheFirst() {
    float[] logits = {1, 2, 1, 2, 9, 1};
    var proposals = select(new ProposalSelection(10, 10, 0.5), logits, new float[24]);
    // The second box suppresses the first of its level, not the fourth, which is on the other
    // level; the fifth lies outside the picture.
    assertArrayEquals(new float[] {2, 2, 1, 1}, proposals.logits());
    assertArrayEquals(new int[] {0, 1, 0, 1}, proposals.levels());
    assertEquals(40, proposals.boxes()[8]);
  }

  @Test
  void onlyTheBestOfALevelAndThenOfAllAreKept() {
    float[] logits = {1, 5, 3, 2, 9, 4};
    var proposals = select(new ProposalSelection(2, 2, 0.5), logits, new float[24]);
    assertArrayEquals(new float[] {5, 4}, proposals.logits());
  }

  @Test
  void boxesThatAreNotNumbersAreDropped() {
    float[] logits = {Float.NaN, 5, 3, 2, 9, 4};
    var deltas = new float[24];
    deltas[4] = Float.NaN;
    var proposals = select(new ProposalSelection(10, 10, 0.5), logits, deltas);
    assertArrayEquals(new float[] {4, 3, 2}, proposals.logits());
  }

  @Test
  void boxesAreClippedToThePicture() {
    var deltas = new float[24];
    deltas[10] = 100;
    var proposals =
        select(new ProposalSelection(1, 1, 0.5), new float[] {0, 0, 1, 0, 0, 0}, deltas);
    assertArrayEquals(new float[] {0, 40, 60, 50}, proposals.boxes());
  }

  @Test
  void arraysOfDifferentLengthsAreRefusedWithTheirLengths() {
    var selection = new ProposalSelection(1, 1, 0.5);
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> select(selection, new float[5], new float[24]));
    assertEquals(
        "6 anchors need 4 numbers, 4 offsets and a logit each, but there are 24, 24 and 5",
        error.getMessage());
  }

  private static Proposals select(ProposalSelection selection, float[] logits, float[] deltas) {
    return selection.select(ANCHORS, PER_LEVEL, logits, deltas, 60, 60);
  }
}
