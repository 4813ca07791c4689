package org.refspark.model.grmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Dropout;
import org.refspark.model.nn.GatherRows;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Lstm;
import org.refspark.model.nn.Norm;

/**
 * Expressions to vectors: word embedding, a linear layer, a bidirectional LSTM; one vector {@code
 * [N, 2·hidden]} for each expression, and from it one text vector {@code [N, channels]} for each
 * place of fusion.
 */
final class LanguageEncoder {
  private final GrmNetConfig.Language config;
  private final Graph graph;
  private final Layers layers;
  private long dropouts;

  LanguageEncoder(GrmNetConfig.Language config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, "language", Norm.GROUP, 1);
  }

  /**
   * What stands for each expression, {@code [N, 2·hidden]}.
   *
   * @param tokens ids {@code [T·N]}, all first words, then all second words
   * @param lengths words of each expression {@code [N]}
   * @param last rows of the last words {@code [N]}, t·N + n
   * @param first rows of the first words {@code [N]}
   */
  SDVariable encode(
      int words, SDVariable tokens, SDVariable lengths, SDVariable last, SDVariable first) {
    long expressions = graph.shape(lengths)[0];
    var table =
        graph.weight(
            "language.embedding.weight",
            "language",
            new Initial.Normal(1 / Math.sqrt(config.embedding())),
            words,
            config.embedding());
    var embedded = dropout(graph.one(new GatherRows(), table, tokens));
    var steps =
        graph.reshape(
            layers.denseRelu(embedded, "project", config.input()),
            config.maxWords(),
            expressions,
            config.input());
    var forward = direction(steps, lengths, "forward", false);
    var backward = direction(steps, lengths, "backward", true);
    var backwardRow = config.finalState() == GrmNetConfig.FinalState.LAST_STEP ? last : first;
    return graph.one(
        new ConcatColumns(),
        graph.one(new GatherRows(), forward, last),
        graph.one(new GatherRows(), backward, backwardRow));
  }

  private SDVariable direction(SDVariable steps, SDVariable lengths, String name, boolean reverse) {
    int hidden = config.hidden();
    var initial = new Initial.Uniform(1 / Math.sqrt(hidden));
    var path = "language.lstm." + name;
    var states =
        graph.one(
            new Lstm(reverse),
            steps,
            lengths,
            graph.weight(path + ".input", "language", initial, config.input(), 4L * hidden),
            graph.weight(path + ".recurrent", "language", initial, hidden, 4L * hidden),
            graph.weight(path + ".bias", "language-bias", initial, 4L * hidden));
    return graph.reshape(states, -1, hidden);
  }

  /** The text vector for one place of fusion: two linear layers with ReLU. */
  SDVariable textVector(SDVariable expression, String place) {
    var hidden = dropout(layers.denseRelu(expression, place + ".0", config.channels()));
    return layers.denseRelu(hidden, place + ".1", config.channels());
  }

  private SDVariable dropout(SDVariable x) {
    return graph.training() && config.dropout() > 0
        ? graph.one(new Dropout(config.dropout(), graph.seed(), ++dropouts), x)
        : x;
  }
}
