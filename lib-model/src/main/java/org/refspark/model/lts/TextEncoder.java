package org.refspark.model.lts;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.GatherRows;
import org.refspark.model.nn.Gru;
import org.refspark.model.nn.MeanSteps;

/**
 * Expressions to vectors: word embedding, a bidirectional GRU (eq. 1, 2 and 4) and the mean over
 * the words that are there (eq. 3). N expressions of L places, H units of one direction. Padding is
 * left out of the mean; the marks at start and end are words.
 */
final class TextEncoder {
  private final LtsConfig.Language config;
  private final Graph graph;

  TextEncoder(LtsConfig.Language config, Graph graph) {
    this.config = config;
    this.graph = graph;
  }

  /**
   * Encoded expressions.
   *
   * @param words h {@code [L, N, 2H]}, zero behind an expression's end
   * @param sentence f_text {@code [N, 2H]}
   */
  record Text(SDVariable words, SDVariable sentence) {}

  /**
   * Encodes expressions.
   *
   * @param vocabulary number of ids
   * @param idsByPlace {@code [L·N]}, all first words, then all second words
   * @param lengths words of each expression, {@code [N]}
   */
  Text encode(int vocabulary, SDVariable idsByPlace, SDVariable lengths) {
    var table =
        graph.weight(
            "language.embedding.weight",
            "language",
            new Initial.Normal(1 / Math.sqrt(config.embedding())),
            vocabulary,
            config.embedding());
    long examples = graph.shape(lengths)[0];
    var steps =
        graph.reshape(
            graph.one(new GatherRows(), table, idsByPlace), -1, examples, config.embedding());
    var words =
        graph.reshape(
            graph.one(
                new ConcatColumns(),
                direction(steps, lengths, "forward", false),
                direction(steps, lengths, "backward", true)),
            -1,
            examples,
            2L * config.hidden());
    return new Text(words, graph.one(new MeanSteps(), words, lengths));
  }

  private SDVariable direction(SDVariable steps, SDVariable lengths, String name, boolean reverse) {
    long gates = 3L * config.hidden();
    var initial = new Initial.Uniform(1 / Math.sqrt(config.hidden()));
    var path = "language.gru." + name;
    var states =
        graph.one(
            new Gru(reverse),
            steps,
            lengths,
            graph.weight(path + ".input", "language", initial, config.embedding(), gates),
            graph.weight(path + ".recurrent", "language", initial, config.hidden(), gates),
            graph.weight(path + ".input_bias", "language-bias", initial, gates),
            graph.weight(path + ".recurrent_bias", "language-bias", initial, gates));
    return graph.reshape(states, -1, config.hidden());
  }
}
