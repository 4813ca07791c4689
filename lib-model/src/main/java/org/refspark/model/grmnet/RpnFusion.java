package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.BorderSum;
import org.refspark.model.nn.Conv2d;
import org.refspark.model.nn.L2Normalize;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Linear;

/**
 * The RPN's fusion step and head, with the same weights on every level: expression, map and
 * coordinates side by side, two 3×3 convolutions, L2 normalisation; then objectness and offsets for
 * each anchor.
 *
 * <p>The first convolution is computed in parts (see {@link BorderSum}), so that a picture's map is
 * convolved once for all its expressions.
 */
final class RpnFusion {
  /** Channels that tell a cell where it lies. */
  static final int COORDINATES = 8;

  private final GrmNetConfig.Rpn config;
  private final Graph graph;
  private final Layers layers;

  /**
   * What the RPN says about one level.
   *
   * @param logits objectness {@code [N, H·W·A]}
   * @param deltas offsets {@code [N, H·W·A·4]}
   */
  record Level(SDVariable logits, SDVariable deltas) {}

  RpnFusion(GrmNetConfig config, Graph graph) {
    this.config = config.rpn();
    this.graph = graph;
    this.layers = new Layers(graph, "rpn", config.norm(), config.normGroups());
  }

  /**
   * Logits and offsets of every level.
   *
   * @param levels maps {@code [B, H, W, C]}
   * @param coordinates of each level {@code [1, H, W, 8]}
   * @param text {@code [N, C']}, the expressions of a picture one after the other
   */
  List<Level> levels(List<SDVariable> levels, List<SDVariable> coordinates, SDVariable text) {
    int expressions = (int) graph.shape(text)[0];
    long textChannels = graph.shape(text)[1];
    long mapChannels = graph.shape(levels.get(0))[3];
    int channels = config.channels();
    var initial = Initial.kaiming(9 * (textChannels + mapChannels + COORDINATES));
    var mapWeight = graph.weight("rpn.fuse.0.map", "rpn", initial, 3, 3, mapChannels, channels);
    var placeWeight = graph.weight("rpn.fuse.0.place", "rpn", initial, 3, 3, COORDINATES, channels);
    var textWeight = graph.weight("rpn.fuse.0.text", "rpn", initial, textChannels, 9L * channels);
    var taps = graph.one(new Linear(), text, textWeight);
    var conv = new Conv2d(3, 1, 1);
    var result = new ArrayList<Level>();
    for (int i = 0; i < levels.size(); i++) {
      var fused =
          graph.one(
              new BorderSum(expressions, 2),
              graph.one(conv, levels.get(i), mapWeight),
              graph.one(conv, coordinates.get(i), placeWeight),
              taps);
      fused = layers.normalizeRelu(fused, "fuse.0.norm");
      fused = layers.convNormRelu(fused, "fuse.1", 3, 1, channels);
      result.add(head(graph.one(new L2Normalize(), fused), expressions));
    }
    return result;
  }

  private Level head(SDVariable fused, int expressions) {
    int anchors = config.anchorRatios().size();
    var small = new Initial.Normal(0.01);
    // The normalised map has values of 1/√C: a start that keeps the hidden layer's scale near 1.
    var start = new Initial.Normal(Math.sqrt(2.0 / 9));
    var hidden = layers.relu(layers.biasedConv(fused, "head.conv", 3, config.channels(), start));
    var logits = layers.dense(hidden, "head.objectness", anchors, small);
    var deltas = layers.dense(hidden, "head.deltas", 4 * anchors, small);
    return new Level(
        graph.reshape(logits, expressions, -1), graph.reshape(deltas, expressions, -1));
  }

  /**
   * Coordinates of a map's cells: left, top, right, bottom, centre x, centre y in −1 to 1, then 1/W
   * and 1/H; {@code [H, W, 8]}.
   */
  static float[] coordinates(int height, int width) {
    var values = new float[height * width * COORDINATES];
    int next = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        values[next++] = 2f * x / width - 1;
        values[next++] = 2f * y / height - 1;
        values[next++] = 2f * (x + 1) / width - 1;
        values[next++] = 2f * (y + 1) / height - 1;
        values[next++] = (2f * x + 1) / width - 1;
        values[next++] = (2f * y + 1) / height - 1;
        values[next++] = 1f / width;
        values[next++] = 1f / height;
      }
    }
    return values;
  }
}
