package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Dropout draws from the step's seed alone. */
class DropoutTest {
  private static final int LENGTH = 20_000;

  private final Graph graph = Graph.forTraining(new Parameters());

  private float[] dropped(Plan plan, long seed, org.nd4j.autodiff.samediff.SDVariable out) {
    graph.seed().set(seed);
    plan.run();
    return HostArray.copy(plan.array(out));
  }

  @Test
  void eachStepAndEachLayerDropOthers() {
    var x = graph.input("x", LENGTH);
    var first = graph.one(new Dropout(0.3, graph.seed(), 1), x);
    var second = graph.one(new Dropout(0.3, graph.seed(), 2), x);
    var plan = Plan.of(graph, List.of(first, second));
    plan.array(x).assign(1);
    var atFive = dropped(plan, 5, first);
    var atSix = dropped(plan, 6, first);
    assertFalse(Arrays.equals(atFive, atSix), "steps drop the same");
    assertFalse(Arrays.equals(atSix, HostArray.copy(plan.array(second))), "layers drop the same");
    assertArrayEquals(atFive, dropped(plan, 5, first), 0);
  }

  @Test
  void whatIsLeftKeepsTheMean() {
    var x = graph.input("x", LENGTH);
    var out = graph.one(new Dropout(0.3, graph.seed(), 1), x);
    var plan = Plan.of(graph, List.of(out));
    plan.array(x).assign(1);
    int zeros = 0;
    for (float value : dropped(plan, 9, out)) {
      assertEquals(value == 0 ? 0 : 1 / 0.7f, value, 1e-6);
      zeros += value == 0 ? 1 : 0;
    }
    // Five standard deviations of a binomial count.
    assertEquals(0.3 * LENGTH, zeros, 5 * Math.sqrt(LENGTH * 0.3 * 0.7));
  }

  @Test
  void droppedValuesPassNoGradient() {
    GradientCheck.of(g -> g.one(new Dropout(0.5, g.seed(), 1), g.input("x", 100))).passes();
  }
}
