package org.refspark.model.lts;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.PixelShuffle;
import org.refspark.model.nn.Sigmoid;

/**
 * Segmentation (eq. 10, Figure 3): fused map and position prior side by side, ASPP, doubling by a
 * transposed convolution, one value a pixel. The paper gives no sizes for the doubling: here it is
 * 2×2 of stride 2, keeps the channels and is followed by normalisation, leaky ReLU and a 1×1
 * convolution.
 */
final class SegmentationHead {
  private static final double LAST_DEVIATION = 0.01;

  private final LtsConfig.SegmentationChoices config;
  private final Graph graph;
  private final Layers layers;

  SegmentationHead(LtsConfig.SegmentationChoices config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /**
   * Segments.
   *
   * @param fused F_m3 {@code [N, h, h, d]}
   * @return logits P_mask {@code [N, 2h, 2h]}
   */
  SDVariable segment(SDVariable fused) {
    int channels = config.channels();
    var shape = graph.shape(fused);
    var x = new Aspp(config.rates(), channels).apply(layers, "aspp", fused);
    var blocks = layers.linear(x, "up.0", 4 * channels, Initial.kaiming(channels));
    x = layers.normalizeLeaky(graph.one(new PixelShuffle(), blocks), "up.1");
    var logits = layers.biasedConv(x, "score", 1, 1, new Initial.Normal(LAST_DEVIATION));
    return graph.reshape(logits, shape[0], 2 * shape[1], 2 * shape[2]);
  }

  /**
   * Segments with a position prior.
   *
   * @param heat H_mask {@code [N, h, h]}
   */
  SDVariable segment(SDVariable fused, SDVariable heat) {
    var shape = graph.shape(fused);
    var prior = config.prior() == LtsConfig.Prior.LOGITS ? heat : graph.one(new Sigmoid(), heat);
    var joined =
        graph.one(
            new ConcatColumns(), graph.reshape(fused, -1, shape[3]), graph.reshape(prior, -1, 1));
    return segment(graph.reshape(joined, shape[0], shape[1], shape[2], shape[3] + 1));
  }
}
