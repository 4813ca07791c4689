package org.refspark.data.refer;

import java.io.Serializable;
import java.util.List;

/**
 * What people said of one object of a picture (of several, or of none, in gRefCOCO).
 *
 * @param id as published ({@code ref_id})
 * @param image id of the picture
 * @param split the published split's name
 * @param annotations ids of the objects meant, each once
 * @param sentences in published order, at least one
 */
public record Reference(
    long id, long image, String split, List<Long> annotations, List<String> sentences)
    implements Serializable {
  public Reference {
    annotations = List.copyOf(annotations);
    sentences = List.copyOf(sentences);
  }
}
