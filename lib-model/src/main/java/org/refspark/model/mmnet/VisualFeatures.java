package org.refspark.model.mmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.clip.AttentionPool.Shortcut;
import org.refspark.model.clip.ClipResNet;
import org.refspark.model.clip.ClipResNetConfig;
import org.refspark.model.clip.ClipVit;
import org.refspark.model.clip.ClipVitConfig;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.PixelShuffle;
import org.refspark.model.nn.Resample;

/**
 * What CLIP's picture encoder sees (3.1), in the same four forms whichever it is. S is the side of
 * the picture, E the channels of CLIP's space.
 *
 * @param fine F_v2 {@code [P, S/8, S/8, any]}
 * @param middle F_v3 {@code [P, S/16, S/16, any]}
 * @param coarse F_v4 {@code [P, S/32, S/32, any]}: of a residual encoder the attention pool's
 *     places (z)
 * @param whole z̄ {@code [P, E]}
 */
record VisualFeatures(SDVariable fine, SDVariable middle, SDVariable coarse, SDVariable whole) {
  /**
   * Adds the encoder.
   *
   * @param layers of what a vision transformer's tokens go through to become maps
   */
  static VisualFeatures of(MmNetConfig config, Graph graph, Layers layers, SDVariable pixels) {
    var visual = config.visual();
    if (visual instanceof ClipResNetConfig resNet) {
      return ofResNet(
          config, new ClipResNet(resNet, graph, config.norm(), config.normGroups()), pixels);
    }
    var vit = (ClipVitConfig) visual;
    return ofTokens(config, layers, new ClipVit(vit, graph).see(pixels));
  }

  private static VisualFeatures ofResNet(MmNetConfig config, ClipResNet resNet, SDVariable pixels) {
    var maps = resNet.maps(pixels);
    var shortcut = config.attentionPoolShortcut() ? Shortcut.ADDED : Shortcut.LEFT_OUT;
    var pooled = resNet.pool().wholeAndPlaces(maps.get(3), shortcut);
    return new VisualFeatures(maps.get(1), maps.get(2), pooled.places(), pooled.whole());
  }

  /**
   * Maps of three strides from tokens of one. Patches of 14 pixels do not tile the picture, and
   * their map is not S/16 wide: it is resized first, 34×34 to 30×30 for ViT-L/14 at 480 pixels.
   */
  private static VisualFeatures ofTokens(MmNetConfig config, Layers layers, ClipVit.Features seen) {
    var graph = layers.graph();
    var channels = config.pyramid();
    int side = config.grid();
    var map = seen.map();
    if (graph.shape(map)[1] != side) {
      map =
          graph.one(new Resample(side, side, Resample.Curve.BILINEAR, Resample.Corners.EDGES), map);
    }
    var initial = Initial.kaiming(graph.shape(map)[3]);
    var four = layers.linear(map, "fine.0", 4 * channels.fine(), initial);
    return new VisualFeatures(
        layers.normalizeRelu(graph.one(new PixelShuffle(), four), "fine.1"),
        Blocks.convNormRelu(layers, map, "middle", 3, channels.middle()),
        layers.normalizeRelu(layers.conv(map, "coarse.0", 3, 2, channels.coarse()), "coarse.1"),
        seen.whole());
  }
}
