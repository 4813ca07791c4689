package org.refspark.data.sketchyscene;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * What the annotations say of one sketch: a small value to send to where the sketch is read.
 *
 * @param split the published split's name
 * @param key the sketch's number, from 1, within its split
 * @param sentences in published order
 */
public record Entry(String split, int key, List<Sentence> sentences) implements Serializable {
  public Entry {
    Objects.requireNonNull(split, "split");
    sentences = List.copyOf(sentences);
  }

  /** {@code <split>/<key>}, unique in the data set: keys start again in every split. */
  public String id() {
    return split + "/" + key;
  }

  /**
   * A referring expression and the instances it means.
   *
   * @param text as published, double blanks and all: it is the expression's identity
   * @param instances from 0, in published order, not empty
   */
  public record Sentence(String text, List<Integer> instances) implements Serializable {
    public Sentence {
      Objects.requireNonNull(text, "text");
      instances = List.copyOf(instances);
    }
  }
}
