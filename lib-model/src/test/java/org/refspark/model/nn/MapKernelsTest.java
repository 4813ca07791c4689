package org.refspark.model.nn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Initial;

/** Gradients of kernels on maps. */
class MapKernelsTest {
  private static final Initial ZERO = new Initial.Value(0);

  @ParameterizedTest
  @CsvSource({"3,1,1", "3,2,1", "3,1,0", "5,2,2", "7,2,3", "2,2,0", "1,1,0"})
  void convolutionsHaveTheGradientOfTheirValues(int kernel, int stride, int padding) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Conv2d(kernel, stride, padding),
                    graph.input("x", 2, 7, 10, 3),
                    graph.weight("w", "g", ZERO, kernel, kernel, 3, 5)))
        .passes();
  }

  @Test
  void convolutionsOfManyChannelsHaveTheGradientOfTheirValues() {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Conv2d(3, 1, 1),
                    graph.input("x", 1, 9, 6, 64),
                    graph.weight("w", "g", ZERO, 3, 3, 64, 32)))
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"6,8", "7,5", "1,1", "2,9"})
  void maximaPassTheGradientToTheLargestValue(int height, int width) {
    GradientCheck.of(graph -> graph.one(new MaxPool(), graph.input("x", 2, height, width, 3)))
        .given("x", Values.apart(2 * height * width * 3))
        .step(2e-3)
        .passes();
  }

  @Test
  void doublingAddsTheGradientsOfFourCells() {
    GradientCheck.of(graph -> graph.one(new Upsample(), graph.input("x", 2, 3, 5, 4))).passes();
  }

  @ParameterizedTest
  @CsvSource({"6,8", "7,5", "1,1", "2,9"})
  void halvingPassesTheGradientToCellsThatAreKept(int height, int width) {
    GradientCheck.of(graph -> graph.one(new Subsample(), graph.input("x", 2, height, width, 3)))
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"4,5", "1,1", "1,6", "2,2", "3,1"})
  void partsOfAConvolutionHaveTheGradientOfTheirSum(int height, int width) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new BorderSum(4, 2),
                    graph.input("shared", 2, height, width, 3),
                    graph.input("own", 4, height, width, 3),
                    graph.input("global", 1, 27),
                    graph.input("text", 2, 27)))
        .passes();
  }
}
