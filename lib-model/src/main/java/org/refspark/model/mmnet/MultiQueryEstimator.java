package org.refspark.model.mmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Constant;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.MultiHeadAttention;
import org.refspark.model.nn.SliceColumns;
import org.refspark.model.nn.Softmax;

/**
 * The Multi-Query Estimator (eq. 15): queries look at each other, and a linear layer says how much
 * each counts. There is no residual and no normalisation around the attention.
 *
 * @param config choices
 * @param layers where weights go
 */
record MultiQueryEstimator(MmNetConfig.Scores config, Layers layers) {
  /**
   * How much each query counts.
   *
   * @param queries F_q {@code [N, N_q, C]}
   * @return S {@code [N, 1, N_q]}
   */
  SDVariable scores(SDVariable queries) {
    var graph = layers.graph();
    var shape = graph.shape(queries);
    return switch (config.kind()) {
      case ESTIMATED -> {
        var attention = new MultiHeadAttention(config.heads());
        var x = attention.attend(layers, "mhsa", queries, queries, queries);
        var score = layers.dense(x, "score", 1, Initial.glorot(shape[2], 1));
        yield graph.one(new Softmax(), graph.reshape(score, shape[0], 1, shape[1]));
      }
      case SUM -> equal(queries, 1);
      case MEAN -> equal(queries, 1.0 / shape[1]);
    };
  }

  private SDVariable equal(SDVariable queries, double score) {
    var graph = layers.graph();
    var shape = graph.shape(queries);
    var first = graph.one(new SliceColumns(0, 1), queries);
    return graph.one(
        new Constant("equal_scores", score), graph.reshape(first, shape[0], 1, shape[1]));
  }
}
