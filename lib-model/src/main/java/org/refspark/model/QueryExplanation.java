package org.refspark.model;

import java.util.List;

/**
 * How a model with several queries came to its answer: what each query looked at and found, and how
 * much it counted (MMNet, Figure 4 of the paper).
 *
 * @param words of the expression as the model read it, N_w
 * @param queries N_q, in the model's order
 * @param answer the weighted sum of the queries' masks, as probabilities
 * @param detections what the model answers
 */
public record QueryExplanation(
    List<String> words, List<QueryMask> queries, ScoreMap answer, List<Detection> detections)
    implements Explanation {

  /**
   * One query.
   *
   * @param score its share of the sum
   * @param attention how much it looks at each word; N_w values
   * @param mask what it found, as probabilities
   */
  public record QueryMask(double score, double[] attention, ScoreMap mask) {}

  public QueryExplanation {
    words = List.copyOf(words);
    queries = List.copyOf(queries);
    detections = List.copyOf(detections);
    for (var query : queries) {
      if (query.attention().length != words.size()) {
        throw new IllegalArgumentException(
            "a query attends to %d words of %d".formatted(query.attention().length, words.size()));
      }
    }
  }
}
