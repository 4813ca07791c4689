package org.refspark.model;

/** A model that can show how it came to an answer. */
public interface Explainable {
  /**
   * Answers one expression and keeps the intermediate results.
   *
   * @param query one picture and its expressions
   * @param position of the expression in the query
   * @throws IllegalStateException where nothing was proposed
   */
  Explanation explain(Query query, int position);
}
