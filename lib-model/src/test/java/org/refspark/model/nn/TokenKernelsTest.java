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
    for (float x = -86.9f; x < 87; x += 0.00137f) {
      double expected = Math.exp(x);
      assertEquals(expected, FloatExp.of(x), 2.5e-7 * expected);
    }
    assertEquals(1, FloatExp.of(0), 0);
    assertEquals(0, FloatExp.of(-88), 0);
    assertEquals(0, FloatExp.of(Float.NEGATIVE_INFINITY), 0);
    assertEquals(Float.NaN, FloatExp.of(Float.NaN));
    assertEquals(Math.exp(88), FloatExp.of(Float.POSITIVE_INFINITY), 1e32);
  }
}
