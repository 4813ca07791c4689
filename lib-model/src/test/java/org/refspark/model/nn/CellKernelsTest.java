package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Kernels on whole maps and on single values. */
class CellKernelsTest {
  @Test
  void negativeValuesPassATenthOfTheGradient() {
    GradientCheck.of(graph -> graph.one(new LeakyRelu(0.1), graph.input("x", 3, 50)))
        .given("x", Values.apart(150))
        .step(2e-3)
        .passes();
  }

  @Test
  void negativeValuesAreATenth() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 4);
    var y = graph.one(new LeakyRelu(0.1), x);
    var plan = Plan.of(graph, List.of(y));
    HostArray.write(plan.array(x), new float[] {-2, 0, 3, -0.5f});
    plan.run();
    assertArrayEquals(new float[] {-0.2f, 0, 3, -0.05f}, HostArray.copy(plan.array(y)), 1e-7f);
  }

  @Test
  void slopesThatAreNoLeakAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new LeakyRelu(0));
    assertThrows(IllegalArgumentException.class, () -> new LeakyRelu(1));
  }

  @Test
  void meanOfAMapHasTheGradientOfItsCells() {
    GradientCheck.of(graph -> graph.one(new MeanCells(), graph.input("x", 2, 3, 5, 4))).passes();
  }

  @Test
  void tiledVectorsHaveTheGradientOfTheirCells() {
    GradientCheck.of(graph -> graph.one(new Tile(3, 5), graph.input("x", 2, 1, 1, 4))).passes();
  }
}
