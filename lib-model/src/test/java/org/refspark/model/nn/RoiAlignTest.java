package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;

/** Pooling of regions over several levels. */
class RoiAlignTest {
  private static final float[] REGIONS = {
    0, 0, 3.2f, 5.1f, 20.7f, 28.3f, // inside, fine level
    1, 1, -9, -4, 40, 36, // beyond every side, coarse level
    1, 0, 10, 10, 10.5f, 11, // smaller than a cell
    -1, 0, 0, 0, 16, 16, // padding
    1, 0, 3.2f, 5.1f, 20.7f, 28.3f, // the first box on another picture
    0, 1, 30, 20, 31.9f, 23.9f, // at the last cells
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void poolingHasTheGradientOfItsValues(int samples) {
    GradientCheck.of(
            graph ->
                graph.one(
                    new RoiAlign(3, samples, 4, 8),
                    graph.input("regions", 6, 6),
                    graph.input("fine", 2, 6, 8, 3),
                    graph.input("coarse", 2, 3, 4, 3)))
        .constant("regions", REGIONS)
        .passes();
  }

  @Test
  void paddedRegionsGiveZerosAndPlanesGiveTheirOwnValues() {
    var graph = Graph.forInference(new Parameters());
    var regions = graph.input("regions", 2, 6);
    var map = graph.input("map", 1, 8, 8, 2);
    var pooled = graph.one(new RoiAlign(2, 2, 4), regions, map);
    var plan = Plan.of(graph, List.of(pooled));
    HostArray.write(plan.array(regions), new float[] {0, 0, 8, 12, 16, 28, -1, 0, 8, 12, 16, 28});
    var values = new float[8 * 8 * 2];
    for (int i = 0; i < 64; i++) {
      // The value of a cell is its centre's position in pixels: x and y.
      values[2 * i] = 4 * (i % 8) + 2;
      values[2 * i + 1] = 4 * (i / 8) + 2;
    }
    HostArray.write(plan.array(map), values);
    plan.run();
    float[] centres = {10, 16, 14, 16, 10, 24, 14, 24, 0, 0, 0, 0, 0, 0, 0, 0};
    var actual = HostArray.copy(plan.array(pooled));
    for (int i = 0; i < centres.length; i++) {
      assertEquals(centres[i], actual[i], 1e-5, "value " + i);
    }
  }
}
