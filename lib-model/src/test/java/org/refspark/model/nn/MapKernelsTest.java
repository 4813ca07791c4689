package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

  @ParameterizedTest
  @CsvSource({"3,1,1", "3,2,1", "3,1,0", "5,2,2", "2,2,0", "3,2,0", "3,3,1", "1,1,1"})
  void convolutionsOfManyChannelsHaveTheGradientOfTheirValues(int kernel, int stride, int padding) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Conv2d(kernel, stride, padding),
                    graph.input("x", 2, 9, 6, 17),
                    graph.weight("w", "g", ZERO, kernel, kernel, 17, 34)))
        .passes();
  }

  /** Tiles of the transposed weight that are cut off; more cells than one product takes. */
  @ParameterizedTest
  @CsvSource({"5,6,70,130,1", "66,65,17,5,1", "131,130,17,5,2", "66,65,3,5,1"})
  void largeConvolutionsHaveTheGradientOfTheirValues(
      int height, int width, int in, int out, int stride) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new Conv2d(3, stride, 1),
                    graph.input("x", 1, height, width, in),
                    graph.weight("w", "g", ZERO, 3, 3, in, out)))
        .along()
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

  @Test
  void blocksOfChannelsBecomeSquaresOfCells() {
    GradientCheck.of(graph -> graph.one(new PixelShuffle(), graph.input("x", 2, 3, 5, 8))).passes();
  }

  @ParameterizedTest
  @CsvSource({"5,4", "1,1", "1,6", "2,2"})
  void partsOfAConvolutionSumToTheWholeConvolution(int height, int width) {
    var graph = Graph.forInference(new Parameters());
    var map = graph.input("map", 2, height, width, 3);
    var vector = graph.input("vector", 2, 4);
    var tiled = graph.input("tiled", 2, height, width, 4);
    var mapWeight = graph.input("mapWeight", 3, 3, 3, 5);
    var vectorWeight = graph.input("vectorWeight", 3, 3, 4, 5);
    var tapWeight = graph.input("tapWeight", 4, 45);
    var conv = new Conv2d(3, 1, 1);
    var whole = graph.sum(graph.one(conv, map, mapWeight), graph.one(conv, tiled, vectorWeight));
    var taps = graph.one(new Linear(), vector, tapWeight);
    var parts = graph.one(new BorderSum(2, 1), graph.one(conv, map, mapWeight), taps);
    var plan = Plan.of(graph, List.of(whole, parts));
    float[] vectors = Values.random(8, 1);
    float[] weights = Values.random(9 * 4 * 5, 2);
    HostArray.write(plan.array(map), Values.random(2 * height * width * 3, 3));
    HostArray.write(plan.array(mapWeight), Values.random(9 * 3 * 5, 4));
    HostArray.write(plan.array(vector), vectors);
    HostArray.write(plan.array(vectorWeight), weights);
    var rows = new float[2 * height * width * 4];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = vectors[i / (height * width * 4) * 4 + i % 4];
    }
    HostArray.write(plan.array(tiled), rows);
    var byTap = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      // [tap, in, out] -> [in, tap, out]
      byTap[(i / 5 % 4 * 9 + i / 20) * 5 + i % 5] = weights[i];
    }
    HostArray.write(plan.array(tapWeight), byTap);
    plan.run();
    assertArrayEquals(HostArray.copy(plan.array(whole)), HostArray.copy(plan.array(parts)), 1e-5f);
  }

  @ParameterizedTest
  @CsvSource({"3,1,1", "3,2,1", "3,2,0", "7,2,3", "2,2,0"})
  void convolutionsAreSumsOverTheirTaps(int kernel, int stride, int padding) {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 2, 8, 11, 3);
    var w = graph.input("w", kernel, kernel, 3, 4);
    var y = graph.one(new Conv2d(kernel, stride, padding), x, w);
    var plan = Plan.of(graph, List.of(y));
    HostArray.write(plan.array(x), Values.random(2 * 8 * 11 * 3, 1));
    HostArray.write(plan.array(w), Values.random(kernel * kernel * 12, 2));
    plan.run();
    long[] shape = graph.shape(y);
    for (long[] at :
        new long[][] {{0, 0, 0, 0}, {1, 1, 2, 3}, {1, shape[1] - 1, shape[2] - 1, 1}}) {
      double sum = 0;
      for (int tap = 0; tap < kernel * kernel * 3; tap++) {
        long row = at[1] * stride - padding + tap / 3 / kernel;
        long column = at[2] * stride - padding + tap / 3 % kernel;
        if (row >= 0 && row < 8 && column >= 0 && column < 11) {
          double value = plan.array(x).getDouble(at[0], row, column, tap % 3);
          int cell = tap / 3;
          sum += value * plan.array(w).getDouble(cell / kernel, cell % kernel, tap % 3, at[3]);
        }
      }
      assertEquals(sum, plan.array(y).getDouble(at), 1e-4);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2", "4,6", "5,7", "2,5"})
  void averagesOfWindowsPassAQuarterOfTheirGradient(int height, int width) {
    GradientCheck.of(graph -> graph.one(new AveragePool(), graph.input("x", 2, height, width, 3)))
        .passes();
  }

  @Test
  void averagesAreThoseOfTheirFourValues() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 2, 3, 2, 1);
    var out = graph.one(new AveragePool(), x);
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(x), new float[] {1, 2, 3, 4, 9, 9, 5, 6, 7, 8, 9, 9});
    plan.run();
    assertArrayEquals(new float[] {2.5f, 6.5f}, HostArray.copy(plan.array(out)), 0);
  }

  @ParameterizedTest
  @CsvSource({"5,4,7,9", "6,7,3,2", "1,1,4,5", "4,4,1,1", "3,5,3,5"})
  void mapsInAnotherSizeHaveTheGradientOfTheirValues(int height, int width, int h, int w) {
    for (var curve : Resample.Curve.values()) {
      for (var corners : Resample.Corners.values()) {
        GradientCheck.of(
                graph ->
                    graph.one(
                        new Resample(h, w, curve, corners), graph.input("x", 2, height, width, 3)))
            .passes();
      }
    }
  }
}
