package org.refspark.model.onemask;

import java.util.ArrayList;
import java.util.List;
import org.refspark.data.text.Tokenizer;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Plan;

/** Writes expressions into the inputs of a graph. */
final class WordInputs {
  private final Tokenizer tokenizer;
  private final int examples;
  private final int context;
  private final Words words;

  WordInputs(Graph graph, Tokenizer tokenizer, int examples, int context) {
    this.tokenizer = tokenizer;
    this.examples = examples;
    this.context = context;
    this.words =
        new Words(
            graph.input("words.ids", (long) examples * context),
            graph.input("words.ids-by-place", (long) examples * context),
            graph.input("words.real", examples, context),
            graph.input("words.lengths", examples),
            graph.input("words.end", examples));
  }

  Words words() {
    return words;
  }

  /** Lets a tokenizer that keeps the pieces of words meet those of a text before it is written. */
  void prepare(String text) {
    tokenizer.encode(text, context);
  }

  /** Writes the expressions; where there are fewer than N, the rest is empty. */
  void write(Plan plan, List<String> texts) {
    var ids = new float[examples * context];
    var byPlace = new float[ids.length];
    var real = new float[ids.length];
    var lengths = new float[examples];
    var end = new float[examples];
    for (int n = 0; n < examples; n++) {
      int[] encoded = tokenizer.encode(n < texts.size() ? texts.get(n) : "", context);
      int length = length(encoded);
      for (int place = 0; place < length; place++) {
        ids[n * context + place] = encoded[place];
        byPlace[place * examples + n] = encoded[place];
        real[n * context + place] = 1;
      }
      lengths[n] = length;
      end[n] = n * context + length - 1;
    }
    HostArray.write(plan.array(words.ids()), ids);
    HostArray.write(plan.array(words.idsByPlace()), byPlace);
    HostArray.write(plan.array(words.real()), real);
    HostArray.write(plan.array(words.lengths()), lengths);
    HostArray.write(plan.array(words.end()), end);
  }

  /** Pieces before the padding: the last one is the end mark, which has the largest id. */
  private int length(int[] encoded) {
    int length = encoded.length;
    while (length > 1 && encoded[length - 1] == 0) {
      length--;
    }
    return length;
  }

  /** The pieces of a text, as people read them. */
  List<String> pieces(String text) {
    int[] encoded = tokenizer.encode(text, context);
    var pieces = new ArrayList<String>();
    for (int place = 0; place < length(encoded); place++) {
      pieces.add(tokenizer.piece(encoded[place]));
    }
    return pieces;
  }
}
