package org.refspark.model.grmnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.refspark.model.grmnet.ReferenceSelection.CONSISTENCY;
import static org.refspark.model.grmnet.ReferenceSelection.DISTANCE;
import static org.refspark.model.grmnet.VectorForm.CENTRE_3;
import static org.refspark.model.grmnet.VectorForm.CENTRE_5;
import static org.refspark.model.grmnet.VectorForm.CORNER_5;

import org.junit.jupiter.api.Test;

class GlobalReferencesTest {
  private static final float[] LIST = {
    0, 0, 10, 10, 20, 0, 30, 10, 40, 0, 60, 10, 40, 0, 60, 10, 90, 0, 91, 1
  };

  @Test
  void aCandidateFromElsewhereHasTheFirstOfTheListAsReferences() {
    float[] candidates = {1, 1, 9, 9, 20, 0, 30, 10};
    var references = new GlobalReferences(2, CONSISTENCY, CENTRE_5);
    // The second is not said to be from the list, but is the same box as number 1 of it.
    assertArrayEquals(
        new int[] {0, 1, 0, 2}, references.indices(candidates, new int[] {-1, -1}, LIST));
  }

  @Test
  void ofTwoIdenticalBoxesOnlyTheCandidateItselfIsSkipped() {
    float[] candidates = {40, 0, 60, 10, 40, 0, 60, 10};
    var nearest = new GlobalReferences(1, DISTANCE, CENTRE_5);
    assertArrayEquals(new int[] {3, 2}, nearest.indices(candidates, new int[] {2, 3}, LIST));
    var first = new GlobalReferences(4, CONSISTENCY, CENTRE_5);
    assertArrayEquals(
        new int[] {0, 1, 3, 4, 0, 1, 2, 4}, first.indices(candidates, new int[] {2, 3}, LIST));
  }

  @Test
  void equallyDistantReferencesStayInTheOrderOfTheList() {
    float[] candidates = {36, 0, 44, 10};
    var nearest = new GlobalReferences(5, DISTANCE, CENTRE_5);
    assertArrayEquals(new int[] {2, 3, 1, 0, 4}, nearest.indices(candidates, new int[] {-1}, LIST));
  }

  @Test
  void missingReferencesAreZeroVectors() {
    float[] list = {0, 0, 10, 10, 20, 0, 30, 10};
    for (var selection : ReferenceSelection.values()) {
      var references = new GlobalReferences(3, selection, CENTRE_3);
      assertArrayEquals(
          new float[] {2, 0, 1, 0, 0, 0, 0, 0, 0},
          references.vectors(new float[] {0, 0, 10, 10}, new int[] {0}, list));
    }
  }

  @Test
  void cornersAreMeasuredFromCentreOrFromCorners() {
    float[] candidates = {0, 0, 10, 20};
    float[] list = {20, 10, 40, 20};
    int[] members = {-1};
    assertArrayEquals(
        new float[] {1.5f, 0, 3.5f, 0.5f, 1},
        new GlobalReferences(1, CONSISTENCY, CENTRE_5).vectors(candidates, members, list),
        1e-6f);
    assertArrayEquals(
        new float[] {2, 0.5f, 3, 0, 1},
        new GlobalReferences(1, CONSISTENCY, CORNER_5).vectors(candidates, members, list),
        1e-6f);
  }

  @Test
  void aSliverCountsAsOnePixelWide() {
    float[] candidates = {50, 10, 50.25f, 30};
    float[] list = {60, 10, 70, 20};
    assertArrayEquals(
        new float[] {9.875f, -0.5f, 19.875f, 0, 5},
        new GlobalReferences(1, CONSISTENCY, CENTRE_5).vectors(candidates, new int[] {-1}, list),
        1e-5f);
  }

  @Test
  void withoutReferencesThereAreNoNumbersButTheAbsoluteOnes() {
    var none = new GlobalReferences(0, DISTANCE, CORNER_5);
    assertEquals(0, none.width());
    assertEquals(0, none.vectors(LIST, new int[] {0, 1, 2, 3, 4}, LIST).length);
    assertArrayEquals(
        new float[] {0.2f, 0, 0.29f, 0.18f, 0.02f},
        none.absolute(new float[] {20, 0, 30, 10}, 100, 50),
        1e-6f);
  }

  @Test
  void aPlaceOutsideTheListIsRefused() {
    var references = new GlobalReferences(1, CONSISTENCY, CENTRE_5);
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> references.vectors(new float[4], new int[] {5}, LIST));
    assertEquals("Candidate 0 is said to be number 5 of a list of 5 boxes", error.getMessage());
  }
}
