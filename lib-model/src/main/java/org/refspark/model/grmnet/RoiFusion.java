package org.refspark.model.grmnet;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.BorderSum;
import org.refspark.model.nn.Conv2d;
import org.refspark.model.nn.GatherRows;
import org.refspark.model.nn.L2Normalize;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Linear;
import org.refspark.model.nn.RoiAlign;

/**
 * The RoI fusion step: pooled region, expression, position and references side by side, a 3×3
 * convolution, L2 normalisation. The convolution is computed in parts, since all but the region's
 * own features are the same in all its cells.
 */
final class RoiFusion {
  private final GrmNetConfig config;
  private final Graph graph;
  private final Layers layers;

  RoiFusion(GrmNetConfig config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, "roi", config.norm(), config.normGroups());
  }

  /**
   * Fused regions {@code [N·R, 7, 7, C]}.
   *
   * @param levels the un-fused pyramid, finest first, as pooled from
   * @param regions {@code [N·R, 6]}, see {@link RoiAlign}
   * @param vectors position and references of each region {@code [N·R, V]}; null where neither is
   *     used
   * @param text {@code [N, C']}
   * @param expressions row of the text for each region {@code [N·R]}; null where the first R are of
   *     the first row, and so on
   */
  SDVariable fuse(
      List<SDVariable> levels,
      SDVariable regions,
      SDVariable vectors,
      SDVariable text,
      SDVariable expressions) {
    int bins = GrmNetConfig.Roi.BOX_BINS;
    var pooled = pool(levels, regions, bins);
    int count = (int) graph.shape(regions)[0];
    long mapChannels = graph.shape(pooled)[3];
    long textChannels = graph.shape(text)[1];
    long vectorChannels = vectors == null ? 0 : graph.shape(vectors)[1];
    int channels = config.roi().channels();
    var initial = Initial.kaiming(9 * (mapChannels + textChannels + vectorChannels));
    var conv = new Conv2d(3, 1, 1);
    var map =
        graph.one(
            conv,
            pooled,
            graph.weight("roi.fuse.map", "roi", initial, 3, 3, mapChannels, channels));
    var textTaps =
        graph.one(
            new Linear(),
            text,
            graph.weight("roi.fuse.text", "roi", initial, textChannels, 9L * channels));
    if (expressions != null) {
      textTaps = graph.one(new GatherRows(), textTaps, expressions);
    }
    SDVariable fused;
    if (vectors == null) {
      fused = graph.one(new BorderSum(count, 1), map, textTaps);
    } else {
      var vectorTaps =
          graph.one(
              new Linear(),
              vectors,
              graph.weight("roi.fuse.vectors", "roi", initial, vectorChannels, 9L * channels));
      fused = graph.one(new BorderSum(count, 1), map, textTaps, vectorTaps);
    }
    return graph.one(new L2Normalize(), layers.normalizeRelu(fused, "fuse.norm"));
  }

  /** Regions pooled from the levels up to 5. */
  SDVariable pool(List<SDVariable> levels, SDVariable regions, int bins) {
    int pooledLevels = levels.size() - 1;
    var strides = new int[pooledLevels];
    var inputs = new SDVariable[pooledLevels + 1];
    inputs[0] = regions;
    for (int i = 0; i < pooledLevels; i++) {
      strides[i] = config.pyramid().stride(i);
      inputs[i + 1] = levels.get(i);
    }
    return graph.one(new RoiAlign(bins, config.roi().samples(), strides), inputs);
  }
}
