package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Values and gradients of products, softmax, sigmoid and logit. */
class ProductKernelsTest {
  private static float[] run(Graph graph, SDVariable out, float[][] values, SDVariable... inputs) {
    var plan = Plan.of(graph, List.of(out));
    for (int i = 0; i < inputs.length; i++) {
      HostArray.write(plan.array(inputs[i]), values[i]);
    }
    plan.run();
    return HostArray.copy(plan.array(out));
  }

  private static Graph graph() {
    return Graph.forInference(new Parameters());
  }

  @Test
  void productsOfOneShapeHaveTheGradientOfTheirValues() {
    GradientCheck.of(
            graph ->
                graph.one(new Multiply(), graph.input("x", 2, 3, 5), graph.input("y", 2, 3, 5)))
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"2,3,5,4", "1,1,1,3", "3,60,80,7"})
  void vectorsMultiplyEveryCellOfTheirSample(int samples, int height, int width, int channels) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Multiply(),
                    graph.input("x", samples, height, width, channels),
                    graph.input("y", samples, channels)))
        .sample(60)
        .passes();
  }

  @Test
  void eachSampleMeetsItsOwnVector() {
    var graph = graph();
    var x = graph.input("x", 2, 2, 2);
    var y = graph.input("y", 2, 2);
    var values = new float[][] {{1, 2, 3, 4, 5, 6, 7, 8}, {1, 10, 100, 1000}};
    assertArrayEquals(
        new float[] {1, 20, 3, 40, 500, 6000, 700, 8000},
        run(graph, graph.one(new Multiply(), x, y), values, x, y));
  }

  @Test
  void sigmoidsHaveTheGradientOfTheirValues() {
    GradientCheck.of(graph -> graph.one(new Sigmoid(), graph.input("x", 3, 40))).passes();
  }

  @Test
  void sigmoidsOfLargeValuesAreZeroAndOne() {
    var graph = graph();
    var x = graph.input("x", 3);
    assertArrayEquals(
        new float[] {0, 0.5f, 1},
        run(graph, graph.one(new Sigmoid(), x), new float[][] {{-200, 0, 200}}, x));
  }

  @Test
  void logitsUndoSigmoids() {
    var graph = graph();
    var x = graph.input("x", 5);
    var values = new float[] {-9, -1, 0, 2, 9};
    var back = graph.one(new Logit(), graph.one(new Sigmoid(), x));
    assertArrayEquals(values, run(graph, back, new float[][] {values}, x), 1e-2f);
    GradientCheck.of(g -> g.one(new Logit(), g.one(new Sigmoid(), g.input("x", 3, 40)))).passes();
  }

  @Test
  void impossibleProbabilitiesPassNoGradient() {
    var graph = Graph.forInference(new Parameters());
    var p = graph.input("p", 3);
    var factors = graph.input("factors", 3, 1);
    var logits = graph.one(new Logit(), p);
    var loss = graph.one(new Linear(), graph.reshape(logits, 1, 3), factors);
    var gradient = graph.gradients(graph.reshape(loss, 1), List.of("p")).get("p");
    var values = new float[][] {{0, 0.5f, 1}, {1, 1, 1}};
    assertArrayEquals(new float[] {0, 4, 0}, run(graph, gradient, values, p, factors), 1e-6f);
  }

  @ParameterizedTest
  @CsvSource({"2,3,5", "700,1,30"})
  void softmaxHasTheGradientOfItsValues(int samples, int rows, int places) {
    GradientCheck.of(graph -> graph.one(new Softmax(), graph.input("x", samples, rows, places)))
        .sample(60)
        .passes();
  }

  @Test
  void hiddenPlacesGetNothingAndPassNoGradient() {
    GradientCheck.of(
            graph -> graph.one(new Softmax(), graph.input("x", 2, 3, 4), graph.input("mask", 2, 4)))
        .constant("mask", 1, 1, 0, 1, 1, 1, 1, 0)
        .passes();
  }

  @Test
  void softmaxIsSafeForLargeValuesAndRowsWithoutAnyPlace() {
    var graph = graph();
    var x = graph.input("x", 3, 2);
    var mask = graph.input("mask", 3, 2);
    var values = new float[][] {{1000, 1000, 5, 900, 1, 2}, {1, 1, 1, 0, 0, 0}};
    assertArrayEquals(
        new float[] {0.5f, 0.5f, 1, 0, 0, 0},
        run(graph, graph.one(new Softmax(), x, mask), values, x, mask));
  }

  @ParameterizedTest
  @CsvSource({"false,false", "true,false", "false,true", "true,true"})
  void batchedProductsHaveTheGradientOfTheirValues(boolean a, boolean b) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new BatchedProduct(a, b, 0.5),
                    a ? graph.input("a", 3, 4, 2) : graph.input("a", 3, 2, 4),
                    b ? graph.input("b", 3, 5, 4) : graph.input("b", 3, 4, 5)))
        .passes();
  }

  @Test
  void transposedMatricesPassTheirGradientBack() {
    GradientCheck.of(graph -> graph.one(new Transpose(), graph.input("x", 3, 4, 5))).passes();
    var graph = graph();
    var x = graph.input("x", 1, 2, 3);
    assertArrayEquals(
        new float[] {1, 4, 2, 5, 3, 6},
        run(graph, graph.one(new Transpose(), x), new float[][] {{1, 2, 3, 4, 5, 6}}, x));
  }

  @Test
  void eachMatrixOfABatchMeetsItsOwnPartner() {
    var graph = graph();
    var a = graph.input("a", 2, 1, 2);
    var b = graph.input("b", 2, 2, 2);
    var values = new float[][] {{1, 2, 3, 4}, {1, 10, 2, 20, 5, 50, 6, 60}};
    assertArrayEquals(
        new float[] {21, 42, 215, 258},
        run(graph, graph.one(new BatchedProduct(false, true), a, b), values, a, b));
  }
}
