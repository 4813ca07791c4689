package org.refspark.model.grmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;

/** Fused regions to classes and boxes: 3×3 convolutions, two dense layers, then one output each. */
final class BoxHead {
  private final GrmNetConfig config;
  private final Graph graph;
  private final Layers layers;

  /**
   * What the head says about each region.
   *
   * @param logits classes, the last one background {@code [N·R, categories + 1]}
   * @param deltas offsets by class {@code [N·R, categories·4]}
   */
  record Output(SDVariable logits, SDVariable deltas) {}

  BoxHead(GrmNetConfig config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, "box", config.norm(), config.normGroups());
  }

  /**
   * Classes and boxes.
   *
   * @param fused {@code [N·R, 7, 7, C]}
   */
  Output predict(SDVariable fused) {
    var roi = config.roi();
    var x = fused;
    if (roi.convs() == 0) {
      // Without a convolution the dense layer would start from L2-normalised values near zero.
      x = layers.normalizeRelu(x, "norm");
    }
    for (int i = 0; i < roi.convs(); i++) {
      x = layers.convNormRelu(x, "convs." + i, 3, 1, roi.channels());
    }
    x = graph.reshape(x, graph.shape(fused)[0], -1);
    x = layers.denseRelu(x, "fc.0", roi.hidden());
    x = layers.denseRelu(x, "fc.1", roi.hidden());
    return new Output(
        layers.dense(x, "classes", config.categories() + 1, new Initial.Normal(0.01)),
        layers.dense(x, "deltas", 4 * config.categories(), new Initial.Normal(0.001)));
  }
}
