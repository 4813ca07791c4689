package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * Feature pyramid (Lin et al. 2017): lateral 1×1 and output 3×3 convolutions, each normalised,
 * nearest-neighbour top-down sums; the last level P6 is every second cell of P5.
 *
 * @param channels of every level
 */
public record Fpn(int channels) {
  /**
   * The pyramid.
   *
   * @param maps C2 to C5, each half as large as the one before
   * @return P2 to P6
   */
  public List<SDVariable> levels(Layers layers, List<SDVariable> maps) {
    var graph = layers.graph();
    var levels = new ArrayList<SDVariable>();
    SDVariable above = null;
    for (int i = maps.size() - 1; i >= 0; i--) {
      var lateral =
          layers.normalize(
              layers.conv(maps.get(i), "inner_blocks.%d.0".formatted(i), 1, 1, channels),
              "inner_blocks.%d.1".formatted(i));
      above = above == null ? lateral : graph.sum(lateral, graph.one(new Upsample(), above));
      levels.add(
          0,
          layers.normalize(
              layers.conv(above, "layer_blocks.%d.0".formatted(i), 3, 1, channels),
              "layer_blocks.%d.1".formatted(i)));
    }
    levels.add(graph.one(new Subsample(), levels.get(levels.size() - 1)));
    return levels;
  }
}
