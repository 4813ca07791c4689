package org.refspark.model.grmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.PixelShuffle;
import org.refspark.model.nn.SelectChannels;

/**
 * Plain pooled regions to mask logits of one class: 3×3 convolutions, a 2×2 transposed one, a 1×1
 * one.
 */
final class MaskHead {
  /** Side of a mask in bins. */
  static final int SIZE = 2 * GrmNetConfig.Roi.MASK_BINS;

  private final GrmNetConfig config;
  private final Graph graph;
  private final Layers layers;

  MaskHead(GrmNetConfig config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, "mask", config.norm(), config.normGroups());
  }

  /**
   * Logits of the given class's mask {@code [Q, 28, 28, 1]}.
   *
   * @param pooled {@code [Q, 14, 14, C]}, without expression and references
   * @param classes {@code [Q]}
   */
  SDVariable predict(SDVariable pooled, SDVariable classes) {
    int channels = config.roi().maskChannels();
    var x = pooled;
    for (int i = 0; i < config.roi().maskConvs(); i++) {
      x = layers.convNormRelu(x, "convs." + i, 3, 1, channels);
    }
    x = layers.linear(x, "deconv", 4 * channels, Initial.kaiming(channels));
    x = graph.one(new PixelShuffle(), x);
    x = layers.relu(layers.bias(x, "deconv"));
    x = layers.dense(x, "logits", config.categories(), new Initial.Normal(0.01));
    return graph.one(new SelectChannels(1), x, classes);
  }
}
