package org.refspark.model.grmnet;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.data.text.Vocabulary;
import org.refspark.data.text.WordTokenizer;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Plan;

/** The expressions of a batch as inputs of a graph. */
final class TextInputs {
  private final int expressions;
  private final int maxWords;
  private final WordTokenizer tokenizer;
  private final SDVariable tokens;
  private final SDVariable lengths;
  private final SDVariable last;
  private final SDVariable first;

  TextInputs(Graph graph, GrmNetConfig.Language config, Vocabulary vocabulary, int expressions) {
    this.expressions = expressions;
    this.maxWords = config.maxWords();
    this.tokenizer = new WordTokenizer(vocabulary);
    this.tokens = graph.input("tokens", (long) maxWords * expressions);
    this.lengths = graph.input("lengths", expressions);
    this.last = graph.input("last", expressions);
    this.first = graph.input("first", expressions);
  }

  /** What stands for each expression, {@code [N, 2·hidden]}. */
  SDVariable encode(LanguageEncoder encoder, int words) {
    return encoder.encode(words, tokens, lengths, last, first);
  }

  /** Writes the expressions; where there are fewer than N, the rest is one empty word each. */
  void write(Plan plan, List<String> texts) {
    var ids = new float[maxWords * expressions];
    var counts = new float[expressions];
    var lastRows = new float[expressions];
    var firstRows = new float[expressions];
    for (int n = 0; n < expressions; n++) {
      counts[n] = 1;
      if (n < texts.size()) {
        var encoded = tokenizer.encode(texts.get(n), maxWords);
        for (int t = 0; t < maxWords; t++) {
          ids[t * expressions + n] = encoded[t];
        }
        counts[n] = Math.max(1, tokenizer.length(texts.get(n), maxWords));
      }
      lastRows[n] = (counts[n] - 1) * expressions + n;
      firstRows[n] = n;
    }
    HostArray.write(plan.array(tokens), ids);
    HostArray.write(plan.array(lengths), counts);
    HostArray.write(plan.array(last), lastRows);
    HostArray.write(plan.array(first), firstRows);
  }
}
