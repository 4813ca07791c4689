package org.refspark.model.mmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Resample;

/** What the boxes of the figure are made of. */
final class Blocks {
  private Blocks() {}

  /** Convolution, normalisation and ReLU under CRIS's names {@code name.0} and {@code name.1}. */
  static SDVariable convNormRelu(
      Layers layers, SDVariable x, String name, int kernel, int channels) {
    return layers.normalizeRelu(layers.conv(x, name + ".0", kernel, 1, channels), name + ".1");
  }

  /** Bilinear doubling of both sides: Up in the equations. */
  static SDVariable doubled(Graph graph, SDVariable x) {
    var shape = graph.shape(x);
    return graph.one(
        new Resample(
            (int) shape[1] * 2,
            (int) shape[2] * 2,
            Resample.Curve.BILINEAR,
            Resample.Corners.EDGES),
        x);
  }

  /** Channels of maps of one size side by side. */
  static SDVariable beside(Graph graph, SDVariable... maps) {
    var shape = graph.shape(maps[0]);
    var rows = new SDVariable[maps.length];
    for (int i = 0; i < maps.length; i++) {
      long channels = graph.shape(maps[i])[3];
      rows[i] = graph.reshape(maps[i], -1, channels);
    }
    return graph.reshape(graph.one(new ConcatColumns(), rows), shape[0], shape[1], shape[2], -1);
  }
}
