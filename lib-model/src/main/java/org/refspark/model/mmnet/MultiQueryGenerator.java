package org.refspark.model.mmnet;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.BatchedProduct;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Multiply;
import org.refspark.model.nn.Softmax;
import org.refspark.model.nn.Transpose;

/**
 * The Multi-Query Generator (3.2): each of N_q queries is the expression as one dense visual
 * feature weighs its words. C are the channels of queries. The matrices W of eqs. 8 to 10 have no
 * biases.
 *
 * @param config choices
 * @param layers where weights go
 */
record MultiQueryGenerator(MmNetConfig.Queries config, Layers layers) {
  /**
   * What queries ask with.
   *
   * @param queries F_q {@code [N, N_q, C]}
   * @param attention A, how much a query looks at each word {@code [N, N_q, L]}; 0 on padding
   */
  record Generated(SDVariable queries, SDVariable attention) {}

  /**
   * What does not depend on the expression: σ(F_vd·W_vd) {@code [P, N_q, C]} and, where it is used,
   * σ(F_vg·W_vg) {@code [P, C]}.
   *
   * @param dense F'_v {@code [P, H, W, C]}
   * @param whole z̄, the picture in CLIP's space {@code [P, E]}
   */
  List<SDVariable> see(SDVariable dense, SDVariable whole) {
    int channels = (int) layers.graph().shape(dense)[3];
    var seen = new ArrayList<SDVariable>();
    seen.add(details(flat(dense), channels));
    if (config.globalVision()) {
      seen.add(global(layers.dense(whole, "global", channels, fan(whole))));
    }
    return seen;
  }

  /** F_vd {@code [P, N_q, H·W]} (eq. 7): three convolutions, the last linear. */
  private SDVariable flat(SDVariable dense) {
    var graph = layers.graph();
    var shape = graph.shape(dense);
    int channels = (int) shape[3];
    var x = Blocks.convNormRelu(layers, dense, "dense.0", 3, channels);
    x = Blocks.convNormRelu(layers, x, "dense.1", 3, channels);
    x = layers.biasedConv(x, "dense.2", 1, config.count(), Initial.glorot(channels, channels));
    return graph.one(
        new Transpose(), graph.reshape(x, shape[0], shape[1] * shape[2], config.count()));
  }

  /** σ(F_vd·W_vd), the visual side of eq. 9. */
  SDVariable details(SDVariable flat, int channels) {
    return activated(flat, "W_vd", channels);
  }

  /** σ(F_vg·W_vg), the visual side of eq. 8. */
  SDVariable global(SDVariable global) {
    return activated(global, "W_vg", (int) layers.graph().shape(global)[1]);
  }

  /**
   * The queries of N expressions.
   *
   * @param seen what {@link #see} gave
   * @param words F_t {@code [N, L, width]}
   * @param real 1 for words and marks, 0 for padding {@code [N, L]}
   */
  Generated generate(List<SDVariable> seen, SDVariable words, SDVariable real) {
    var graph = layers.graph();
    var visual = seen.get(0);
    int channels = (int) graph.shape(visual)[2];
    // F_tv (eq. 8)
    var fused =
        config.globalVision()
            ? graph.one(new Multiply(), activated(words, "W_t", channels), seen.get(1))
            : words;
    double scale = config.scaledAttention() ? 1 / Math.sqrt(channels) : 1;
    // (N, N_q, C) · (N, L, C)ᵀ -> (N, N_q, L), eq. 9
    var relevance =
        graph.one(
            new BatchedProduct(false, true, scale), visual, activated(fused, "W_a", channels));
    var attention = graph.one(new Softmax(), relevance, real);
    // (N, N_q, L) · (N, L, C) -> (N, N_q, C), eq. 10
    var queries =
        graph.one(new BatchedProduct(false, false), attention, activated(fused, "W_tv", channels));
    return new Generated(queries, attention);
  }

  private SDVariable activated(SDVariable x, String name, int channels) {
    return layers.relu(layers.linear(x, name, channels, fan(x)));
  }

  private Initial fan(SDVariable x) {
    var shape = layers.graph().shape(x);
    return Initial.kaiming(shape[shape.length - 1]);
  }
}
