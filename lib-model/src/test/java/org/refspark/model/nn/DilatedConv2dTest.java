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
import org.refspark.model.graph.Initial;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Convolutions whose taps lie apart. */
class DilatedConv2dTest {
  /** Among the cases: taps that never, and taps that partly fall inside the map. */
  @ParameterizedTest
  @CsvSource({"1,5,4", "2,7,6", "3,5,4", "4,5,4", "5,5,4", "6,5,9", "2,1,1"})
  void gradientIsThatOfTheValues(int dilation, int height, int width) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new DilatedConv2d(dilation),
                    graph.input("x", 2, height, width, 3),
                    graph.weight("w", "g", new Initial.Value(0), 3, 3, 3, 5)))
        .passes();
  }

  /** Blocks of columns and of the transposed weight that are cut off. */
  @Test
  void gradientOfManyChannelsIsThatOfTheValues() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new DilatedConv2d(3),
                    graph.input("x", 1, 5, 20, 70),
                    graph.weight("w", "g", new Initial.Value(0), 3, 3, 70, 130)))
        .along()
        .passes();
  }

  @Test
  void gradientOfTheWeightAloneIsThatOfTheValues() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new DilatedConv2d(2),
                    graph.input("x", 2, 5, 4, 3),
                    graph.weight("w", "g", new Initial.Value(0), 3, 3, 3, 5)))
        .constant("x", Values.random(2 * 5 * 4 * 3, 1))
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"1,6,8,3,4", "2,6,8,3,4", "3,7,5,3,4", "5,9,4,3,4", "8,9,9,3,4", "2,5,90,200,150"})
  void valuesAreThoseOfALargeKernelWithZerosBetween(
      int dilation, int height, int width, int in, int out) {
    int side = 2 * dilation + 1;
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 2, height, width, in);
    var w = graph.input("w", 3, 3, in, out);
    var large = graph.input("large", side, side, in, out);
    var dilated = graph.one(new DilatedConv2d(dilation), x, w);
    var plain = graph.one(new Conv2d(side, 1, dilation), x, large);
    var plan = Plan.of(graph, List.of(dilated, plain));
    int each = in * out;
    var taps = Values.random(9 * each, 2);
    var spread = new float[side * side * each];
    for (int tap = 0; tap < 9; tap++) {
      int at = (tap / 3 * side + tap % 3) * dilation;
      System.arraycopy(taps, tap * each, spread, at * each, each);
    }
    HostArray.write(plan.array(x), Values.random(2 * height * width * in, 1));
    HostArray.write(plan.array(w), taps);
    HostArray.write(plan.array(large), spread);
    plan.run();
    // Sums of 9 · I products up to 1.
    assertArrayEquals(
        HostArray.copy(plan.array(plain)), HostArray.copy(plan.array(dilated)), 1e-6f * 9 * in);
  }

  @Test
  void tapsCannotLieOnEachOther() {
    assertThrows(IllegalArgumentException.class, () -> new DilatedConv2d(0));
  }
}
