package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Convolutions with kernels that the network computes. */
class DynamicConvTest {
  @ParameterizedTest
  @CsvSource({"2,4,5,3,1", "1,1,1,2,1", "2,1,6,2,3", "1,7,1,4,2", "2,6,6,8,5"})
  void dynamicConvolutionsHaveTheGradientOfTheirValues(
      int maps, int height, int width, int channels, int kernels) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new DynamicConv(),
                    graph.input("x", maps, height, width, channels),
                    graph.input("kernels", maps * kernels, 9 * channels),
                    graph.input("biases", maps * kernels, 1)))
        .passes();
  }

  /** A dynamic kernel is the ordinary convolution with a bias, one sample at a time. */
  @Test
  void oneKernelForEachMapIsTheOrdinaryConvolution() {
    int channels = 3;
    var x = Values.random(2 * 4 * 5 * channels, 1);
    var kernels = Values.random(4 * 9 * channels, 2);
    var biases = new float[] {1, -2, 3, -4};
    var graph = Graph.forInference(new Parameters());
    var maps = graph.input("x", 2, 4, 5, channels);
    var weights = graph.input("kernels", 4, 9 * channels);
    var bias = graph.input("biases", 4, 1);
    var out = graph.one(new DynamicConv(), maps, weights, bias);
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(maps), x);
    HostArray.write(plan.array(weights), kernels);
    HostArray.write(plan.array(bias), biases);
    plan.run();
    assertArrayEquals(
        expected(x, kernels, biases, channels), HostArray.copy(plan.array(out)), 1e-5f);
  }

  private static float[] expected(float[] x, float[] kernels, float[] biases, int channels) {
    var result = new float[4 * 20];
    for (int kernel = 0; kernel < 4; kernel++) {
      var graph = Graph.forInference(new Parameters());
      var map = graph.input("x", 1, 4, 5, channels);
      var weight = graph.input("w", 3, 3, channels, 1);
      var out = graph.one(new Conv2d(3, 1, 1), map, weight);
      var plan = Plan.of(graph, List.of(out));
      int size = 20 * channels;
      int from = kernel / 2 * size;
      HostArray.write(plan.array(map), Arrays.copyOfRange(x, from, from + size));
      int at = kernel * 9 * channels;
      HostArray.write(plan.array(weight), Arrays.copyOfRange(kernels, at, at + 9 * channels));
      plan.run();
      var values = HostArray.copy(plan.array(out));
      for (int i = 0; i < 20; i++) {
        result[kernel * 20 + i] = values[i] + biases[kernel];
      }
    }
    return result;
  }

  @Test
  void kernelsOfOtherChannelsAreRefused() {
    var graph = Graph.forInference(new Parameters());
    var map = graph.input("x", 1, 4, 5, 3);
    var kernels = graph.input("kernels", 1, 18);
    var bias = graph.input("bias", 1, 1);
    assertThrows(
        IllegalArgumentException.class, () -> graph.one(new DynamicConv(), map, kernels, bias));
  }
}
