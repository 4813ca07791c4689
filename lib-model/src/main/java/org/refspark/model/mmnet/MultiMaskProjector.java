package org.refspark.model.mmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.BatchedProduct;
import org.refspark.model.nn.DynamicConv;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Logit;
import org.refspark.model.nn.Sigmoid;
import org.refspark.model.nn.SliceColumns;

/**
 * The Multi-Mask Projector (eq. 14) and the weighted sum of its masks (eq. 16). Each query becomes
 * a 3×3 kernel and a bias, with which a mask is read from the map F_p.
 *
 * <p>A mask is linear in its kernel and bias, and a score is the same in every cell, so the sum of
 * masks is the mask of the summed kernels: Σ S_n·(F_p ∗ K_n + b_n) = F_p ∗ Σ S_n·K_n + Σ S_n·b_n.
 * The sum therefore takes one convolution, whatever N_q; single masks are only computed where they
 * are wanted, or where an activation stands before the sum. For the same reason the ReLU on kernels
 * is all that distinguishes summing masks from summing queries when scores sum to 1.
 *
 * @param config choices
 * @param layers where weights go
 */
record MultiMaskProjector(MmNetConfig.Masks config, Layers layers) {
  private static final int TAPS = 9;

  /**
   * F_p, four times as large as the decoder's map and linear at its end: with kernels that are
   * never negative, a map that is never negative could not say no.
   *
   * @param decoded F_s {@code [N, H, W, C]}
   * @return {@code [N, 4H, 4W, C_p]}
   */
  SDVariable map(SDVariable decoded) {
    var graph = layers.graph();
    int channels = (int) graph.shape(decoded)[3];
    var x = Blocks.doubled(graph, decoded);
    if (config.head() == MmNetConfig.ProjectorHead.PAPER) {
      var initial = Initial.kaiming(9L * channels);
      return Blocks.doubled(graph, layers.biasedConv(x, "vis.1", 3, config.channels(), initial));
    }
    x = Blocks.doubled(graph, Blocks.convNormRelu(layers, x, "vis.1", 3, channels));
    x = Blocks.convNormRelu(layers, x, "vis.3", 3, config.channels());
    return layers.biasedConv(
        x, "vis.4", 1, config.channels(), new Initial.Uniform(1 / Math.sqrt(config.channels())));
  }

  /** Each query's kernel, tap by tap, and bias (F_pn) {@code [N, any, 9·C_p + 1]}. */
  SDVariable kernels(SDVariable queries) {
    long channels = layers.graph().shape(queries)[2];
    int values = TAPS * config.channels();
    // A kernel adds up so many products that logits begin in the tens unless it begins small.
    var initial = new Initial.Uniform(Math.sqrt(3.0 / channels / values));
    var kernels = layers.dense(queries, "txt", values + 1, initial);
    return config.kernelActivation() == MmNetConfig.KernelActivation.RELU
        ? layers.relu(kernels)
        : kernels;
  }

  /**
   * Logits of the answer (y) {@code [N, 4H, 4W]}.
   *
   * @param map F_p
   * @param queries F_q {@code [N, N_q, C]}
   * @param scores S {@code [N, 1, N_q]}
   */
  SDVariable answer(SDVariable map, SDVariable queries, SDVariable scores) {
    if (!config.multiple()) {
      return read(map, kernels(weighted(scores, queries)));
    }
    if (config.activation() == MmNetConfig.MaskActivation.NONE) {
      return read(map, weighted(scores, kernels(queries)));
    }
    var graph = layers.graph();
    var shape = graph.shape(map);
    var masks = graph.one(new Sigmoid(), masks(map, queries));
    var flat = graph.reshape(masks, shape[0], -1, shape[1] * shape[2]);
    var mean = graph.reshape(weighted(scores, flat), shape[0], shape[1], shape[2]);
    return graph.one(new Logit(), mean);
  }

  /** Logits of each query's own mask (mask_n) {@code [N, N_q, 4H, 4W]}. */
  SDVariable masks(SDVariable map, SDVariable queries) {
    var shape = layers.graph().shape(map);
    return layers.graph().reshape(read(map, kernels(queries)), shape[0], -1, shape[1], shape[2]);
  }

  private SDVariable weighted(SDVariable scores, SDVariable values) {
    return layers.graph().one(new BatchedProduct(false, false), scores, values);
  }

  private SDVariable read(SDVariable map, SDVariable kernels) {
    var graph = layers.graph();
    int values = TAPS * config.channels();
    var rows = graph.reshape(kernels, -1, values + 1);
    return graph.one(
        new DynamicConv(),
        map,
        graph.one(new SliceColumns(0, values), rows),
        graph.one(new SliceColumns(values, values + 1), rows));
  }
}
