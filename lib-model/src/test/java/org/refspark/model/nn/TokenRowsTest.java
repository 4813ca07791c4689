package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Kernels that move rows of tokens. */
class TokenRowsTest {
  @ParameterizedTest
  @CsvSource({"0,1", "0,5", "2,4", "4,5"})
  void rowsCutOutPassTheirGradientBack(int from, int to) {
    GradientCheck.of(graph -> graph.one(new SliceRows(from, to), graph.input("x", 2, 5, 3)))
        .passes();
  }

  @Test
  void rowsBeyondTheLastAreRefused() {
    var graph = Graph.forTraining(new Parameters());
    var x = graph.input("x", 2, 5, 3);
    assertThrows(IllegalArgumentException.class, () -> graph.one(new SliceRows(3, 6), x));
  }

  @Test
  void aCommonFirstRowGetsTheGradientOfAllSamples() {
    GradientCheck.of(
            graph ->
                graph.one(new PrependRow(), graph.input("row", 3), graph.input("rows", 2, 4, 3)))
        .passes();
  }

  @Test
  void eachSamplesFirstRowGetsItsOwnGradient() {
    GradientCheck.of(
            graph ->
                graph.one(new PrependRow(), graph.input("row", 2, 3), graph.input("rows", 2, 4, 3)))
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"4,6,2", "5,7,2", "3,3,3", "7,5,3"})
  void patchesPassTheirGradientBackToTheirPixels(int height, int width, int side) {
    GradientCheck.of(graph -> graph.one(new Patches(side), graph.input("x", 2, height, width, 2)))
        .passes();
  }

  @Test
  void patchesAreReadLineByLineAndLeaveTheRestOut() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 1, 2, 5, 1);
    var out = graph.one(new Patches(2), x);
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(x), new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    plan.run();
    assertArrayEquals(new float[] {0, 1, 5, 6, 2, 3, 7, 8}, HostArray.copy(plan.array(out)), 0);
  }
}
