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
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Kernels of transformers beside attention. */
class TokenKernelsTest {
  @ParameterizedTest
  @CsvSource({"1,4", "5,3", "70,513"})
  void normalisedRowsHaveTheGradientOfTheirValues(int rows, int channels) {
    GradientCheck.of(
            graph ->
                new Layers(graph, "part", Norm.GROUP, 1)
                    .layerNorm(graph.input("x", 2, rows, channels), "ln"))
        .sample(20)
        .passes();
  }

  @Test
  void normalisedRowsHaveMeanZeroAndVarianceOneBeforeScaleAndShift() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 2, 4);
    var scale = graph.input("scale", 4);
    var shift = graph.input("shift", 4);
    var out = graph.one(new LayerNorm(0), x, scale, shift);
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(x), new float[] {1, 3, 1, 3, 104, 104, 100, 100});
    HostArray.write(plan.array(scale), new float[] {1, 1, 2, 2});
    HostArray.write(plan.array(shift), new float[] {0, 5, 0, 5});
    plan.run();
    assertArrayEquals(
        new float[] {-1, 6, -2, 7, 1, 6, -2, 3}, HostArray.copy(plan.array(out)), 1e-6f);
  }

  @Test
  void quickGeluHasTheGradientOfItsValues() {
    GradientCheck.of(graph -> graph.one(new QuickGelu(), graph.input("x", 3, 40))).passes();
  }

  @Test
  void quickGeluIsZeroFarBelowAndTheInputFarAbove() {
    var graph = Graph.forInference(new Parameters());
    var x = graph.input("x", 5);
    var out = graph.one(new QuickGelu(), x);
    var plan = Plan.of(graph, List.of(out));
    HostArray.write(plan.array(x), new float[] {-1e30f, -1, 0, 1, 1e30f});
    plan.run();
    assertArrayEquals(
        new float[] {0, -0.15420423f, 0, 0.84579577f, 1e30f},
        HostArray.copy(plan.array(out)),
        1e-6f);
  }

  @Test
  void exponentialsAreRightToAFewBits() {
    var values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = -87 + 175f * i / values.length;
    }
    var results = values.clone();
    FloatExp.replace(results, 1, results.length - 1);
    assertEquals(-87, results[0], 0);
    for (int i = 1; i < values.length; i++) {
      double expected = Math.exp(values[i]);
      assertEquals(expected, results[i], 3e-7 * expected);
    }
  }

  @Test
  void exponentialsOfExtremesStayFinite() {
    var values = new float[] {0, -1000, Float.NEGATIVE_INFINITY, 1000, Float.NaN};
    FloatExp.replace(values, 0, values.length);
    assertEquals(1, values[0], 0);
    assertEquals(Math.exp(-87), values[1], 1e-44);
    assertEquals(Math.exp(-87), values[2], 1e-44);
    assertEquals(Math.exp(88), values[3], 1e32);
    assertEquals(Float.NaN, values[4]);
  }
}
