package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Initial;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Normalisation beside its definition in double, and its gradient. */
class NormalizeTest {
  private static final double EPSILON = 1e-5;

  private static SDVariable affine(Graph graph, Normalize kernel, SDVariable x) {
    long[] shape = graph.shape(x);
    long channels = shape[shape.length - 1];
    return graph.one(
        kernel,
        x,
        graph.weight("scale", "g", new Initial.Value(1), channels),
        graph.weight("shift", "g", new Initial.Value(0), channels));
  }

  private static SDVariable batch(Graph graph, Normalize kernel, long... shape) {
    long channels = shape[shape.length - 1];
    return graph.one(
        kernel,
        graph.input("x", shape),
        graph.weight("scale", "g", new Initial.Value(1), channels),
        graph.weight("shift", "g", new Initial.Value(0), channels),
        graph.buffer("mean", 0.2, channels),
        graph.buffer("variance", 0.7, channels));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,1", "6,1", "2,0", "2,0.1"})
  void groupsHaveTheGradientOfTheirValues(int groups, double slope) {
    var kernel = new Normalize(groups, slope, EPSILON, 0.1, false);
    GradientCheck.of(graph -> affine(graph, kernel, graph.input("x", 3, 4, 5, 6)))
        .step(3e-3)
        .passes();
  }

  @ParameterizedTest
  @CsvSource({"1,false", "0,false", "1,true", "0.1,false"})
  void batchesHaveTheGradientOfTheirValues(double slope, boolean fixed) {
    var kernel = new Normalize(0, slope, EPSILON, 0.1, fixed);
    GradientCheck.of(graph -> batch(graph, kernel, 3, 4, 5, 6)).step(3e-3).passes();
  }

  @Test
  void fixedStatisticsWithReluHaveTheGradientOfTheirValues() {
    var kernel = new Normalize(0, 0, EPSILON, 0.1, true);
    var x = Values.random(3 * 20 * 6, 3);
    for (int i = 0; i < x.length; i++) {
      // Away from the running mean, where the slope jumps.
      x[i] += 0.2f + Math.signum(x[i]) * 0.1f;
    }
    GradientCheck.of(graph -> batch(graph, kernel, 3, 4, 5, 6))
        .given("x", x)
        .given("scale", 1, 2, 0.5f, -1, 3, 1)
        .given("shift", 0, 0, 0, 0, 0, 0)
        .passes();
  }

  @Test
  void manyRowsOfGroupsHaveTheGradientOfTheirValues() {
    var kernel = new Normalize(4, 1, EPSILON, 0.1, false);
    GradientCheck.of(graph -> affine(graph, kernel, graph.input("x", 2, 7, 7, 1024))).passes();
  }

  @Test
  void manyRowsOfABatchHaveTheGradientOfTheirValues() {
    var kernel = new Normalize(0, 1, EPSILON, 0.1, false);
    GradientCheck.of(graph -> batch(graph, kernel, 2, 7, 7, 1024)).passes();
  }

  @ParameterizedTest
  @CsvSource({"3,2,40", "2,8,1000", "4,1,3000"})
  void groupsHaveMeanZeroAndVarianceOne(int samples, int groups, int rows) {
    int channels = 24;
    var kernel = new Normalize(groups, 1, EPSILON, 0.1, false);
    var values = Values.random(samples * rows * channels, 5);
    var expected = new double[values.length];
    int width = channels / groups;
    for (int s = 0; s < samples; s++) {
      for (int g = 0; g < groups; g++) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < rows * width; i++) {
          double value = values[at(s, i, g, rows, channels, width)];
          sum += value;
          squares += value * value;
        }
        double mean = sum / (rows * width);
        double deviation = Math.sqrt(squares / (rows * width) - mean * mean + EPSILON);
        for (int i = 0; i < rows * width; i++) {
          int at = at(s, i, g, rows, channels, width);
          expected[at] = (values[at] - mean) / deviation;
        }
      }
    }
    var parameters = new Parameters();
    var graph = Graph.forTraining(parameters);
    var x = graph.input("x", samples, rows, channels);
    var y = affine(graph, kernel, x);
    parameters.allocate(1);
    var plan = Plan.of(graph, List.of(y));
    HostArray.write(plan.array(x), values);
    plan.run();
    var actual = HostArray.copy(plan.array(y));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5, "value " + i);
    }
  }

  private static int at(int sample, int i, int group, int rows, int channels, int width) {
    return (sample * rows + i / width) * channels + group * width + i % width;
  }
}
