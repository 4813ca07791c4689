package org.refspark.model.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.model.OracleCase;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.WeightedTotal;

/** Region pooling and its gradient beside torchvision's. */
class RoiAlignOracleTest {
  private static final Pattern OUTPUT =
      Pattern.compile("outputs/out_s(\\d+)_(\\d+)_(?:sr(\\d+)|adaptive)\\.npy");

  static Stream<OracleCase> cases() {
    return OracleCase.named("roi_align");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pooledValuesAndGradientsAreAsExpected(OracleCase oracle) {
    int checked = 0;
    for (var file : oracle.description().path("files").properties()) {
      var name = OUTPUT.matcher(file.getKey());
      if (name.matches()) {
        int samples = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
        check(oracle, file.getKey(), name.group(1), Integer.parseInt(name.group(2)), samples);
        checked++;
      }
    }
    int variants = 2 * oracle.hyper().path("scales").size() * oracle.hyper().path("sizes").size();
    assertEquals(variants, checked, "outputs checked");
  }

  private static void check(OracleCase oracle, String file, String stride, int size, int samples) {
    int[] shape = oracle.shape("inputs/feat_s" + stride + ".npy");
    float[] rois = oracle.floats("inputs/rois.npy");
    int count = rois.length / 5;
    var graph = Graph.forTraining(new Parameters());
    var regions = graph.input("regions", count, 6);
    var map = graph.input("map", shape[0], shape[2], shape[3], shape[1]);
    var pooled = graph.one(new RoiAlign(size, samples, Integer.parseInt(stride)), regions, map);
    var factors = oracle.floats("inputs/R_s%s_%d.npy".formatted(stride, size));
    var total = new WeightedTotal(Maps.channelsLast(factors, count, shape[1]));
    var gradient = graph.gradients(graph.one(total, pooled), List.of("map")).get("map");
    var plan = Plan.of(graph, List.of(pooled, gradient));
    HostArray.write(plan.array(regions), withLevel(rois));
    var features = oracle.floats("inputs/feat_s" + stride + ".npy");
    HostArray.write(plan.array(map), Maps.channelsLast(features, shape[0], shape[1]));
    plan.run();
    var values = HostArray.copy(plan.array(pooled));
    oracle.assertClose(file, Maps.channelsFirst(values, count, shape[1]));
    var slope = HostArray.copy(plan.array(gradient));
    oracle.assertClose(
        file.replace("out_", "grad_feat_"), Maps.channelsFirst(slope, shape[0], shape[1]));
  }

  /** Rows of picture and box, as rows of picture, level 0 and box. */
  private static float[] withLevel(float[] rois) {
    var regions = new float[rois.length / 5 * 6];
    for (int r = 0; 5 * r < rois.length; r++) {
      regions[6 * r] = rois[5 * r];
      System.arraycopy(rois, 5 * r + 1, regions, 6 * r + 2, 4);
    }
    return regions;
  }
}
