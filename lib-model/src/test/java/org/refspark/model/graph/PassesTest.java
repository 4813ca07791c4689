package org.refspark.model.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PassesTest {
  @Test
  void sizesHoldTheExamplesAndLeaveAtMostOneOfEightPlacesOver() {
    var passes = new Passes<>(8, n -> n);
    assertEquals(List.of(), passes.sizes(0));
    assertEquals(List.of(1), passes.sizes(1));
    assertEquals(List.of(2, 1), passes.sizes(3));
    assertEquals(List.of(4, 2), passes.sizes(6));
    assertEquals(List.of(8), passes.sizes(7));
    assertEquals(List.of(8, 8, 4, 2), passes.sizes(22));
    assertEquals(List.of(8, 8, 8), passes.sizes(23));
    assertEquals(List.of(4, 2, 1), new Passes<>(7, n -> n).sizes(7));
    for (int examples = 1; examples < 100; examples++) {
      int places = new Passes<>(16, n -> n).sizes(examples).stream().mapToInt(n -> n).sum();
      assertTrue(places >= examples && 7 * places <= 8 * examples, examples + " in " + places);
    }
  }

  @Test
  void aPassIsMadeOnceWhenItIsNeeded() {
    var made = new ArrayList<Integer>();
    var passes =
        new Passes<>(
            8,
            n -> {
              made.add(n);
              return "pass of " + n;
            });
    assertEquals(List.of(), made);
    assertEquals("pass of 4", passes.of(4));
    assertEquals("pass of 1", passes.of(1));
    passes.of(4);
    assertEquals(List.of(4, 1), made);
    assertEquals(2, passes.made().size());
  }

  @Test
  void aPassHoldsAnExampleAtLeast() {
    assertThrows(IllegalArgumentException.class, () -> new Passes<>(0, n -> n));
  }
}
