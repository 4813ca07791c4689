package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Initial;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Gradients of kernels on rows of channels. */
class RowKernelsTest {
  private static final Initial ZERO = new Initial.Value(0);

  @ParameterizedTest
  @CsvSource({"4,5,3", "1,5,3", "4,1,3", "4,5,1", "1,1,1", "1,5,1", "300,2,2"})
  void linearLayersHaveTheGradientOfTheirValues(int rows, int in, int out) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Linear(),
                    graph.input("x", rows, in),
                    graph.weight("w", "g", ZERO, in, out),
                    graph.weight("b", "g", ZERO, out)))
        .passes();
  }

  @Test
  void linearLayersWithoutBiasWorkOnMaps() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Linear(), graph.input("x", 2, 3, 4, 5), graph.weight("w", "g", ZERO, 5, 7)))
        .passes();
  }

  @Test
  void biasesAreAddedToEveryRow() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new AddBias(), graph.input("x", 2, 3, 4, 5), graph.weight("b", "g", ZERO, 5)))
        .passes();
  }

  @Test
  void negativeValuesPassNoGradient() {
    GradientCheck.of(graph -> graph.one(new Relu(), graph.input("x", 3, 50)))
        .given("x", Values.apart(150))
        .step(2e-3)
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"5,4", "1,1", "20,2000"})
  void unitRowsHaveTheGradientOfTheirDirection(int rows, int channels) {
    var check =
        GradientCheck.of(graph -> graph.one(new L2Normalize(), graph.input("x", rows, channels)));
    if (channels == 1) {
      // The direction of a single value does not change with it.
      assertEquals(
          "the network does not depend on x, which has a gradient",
          assertThrows(AssertionError.class, check::passes).getMessage());
    } else {
      check.passes();
    }
  }

  @Test
  void rowsTakenSeveralTimesAddTheirGradients() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new GatherRows(),
                    graph.weight("table", "g", ZERO, 6, 3),
                    graph.input("numbers", 7)))
        .constant("numbers", 5, 0, 2, 2, 5, 2, 3)
        .passes();
  }

  @Test
  void rowsNeverTakenHaveNoGradient() {
    var graph = Graph.forTraining(new Parameters());
    var numbers = graph.input("numbers", 2);
    var factors = graph.input("factors", 4, 1);
    var taken = graph.one(new GatherRows(), graph.input("table", 4, 2), numbers);
    var loss = graph.one(new Linear(), graph.reshape(taken, 1, 4), factors);
    var gradient = graph.gradients(graph.reshape(loss, 1), List.of("table")).get("table");
    var plan = Plan.of(graph, List.of(gradient));
    HostArray.write(plan.array(numbers), new float[] {3, 1});
    HostArray.write(plan.array(factors), new float[] {1, 2, 3, 4});
    plan.run();
    assertArrayEquals(
        new float[] {0, 0, 3, 4, 0, 0, 1, 2}, HostArray.copy(plan.array(gradient)), 0);
  }

  @Test
  void matricesSideBySideGetTheirOwnColumns() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new ConcatColumns(),
                    graph.input("a", 600, 1),
                    graph.input("b", 600, 3),
                    graph.input("c", 600, 2)))
        .passes();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aMatrixGetsItsOwnColumnsAmongOthersThatWantNoGradient(int wanted) {
    var check =
        GradientCheck.of(
            graph ->
                graph.one(
                    new ConcatColumns(),
                    graph.input("width1", 5, 1),
                    graph.input("width2", 5, 2),
                    graph.input("width3", 5, 3),
                    graph.input("width4", 5, 4)));
    for (int width = 1; width <= 4; width++) {
      if (width != wanted) {
        check.constant("width" + width, Values.random(5 * width, width));
      }
    }
    check.passes();
  }

  @Test
  void channelsCutOutPassTheirGradientBack() {
    GradientCheck.of(graph -> graph.one(new SliceColumns(2, 5), graph.input("x", 2, 3, 7)))
        .passes();
  }

  @Test
  void onlyTheChannelsOfTheOwnClassGetAGradient() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new SelectChannels(2), graph.input("x", 3, 2, 2, 8), graph.input("class", 3)))
        .constant("class", 3, 0, 4)
        .passes();
  }
}
