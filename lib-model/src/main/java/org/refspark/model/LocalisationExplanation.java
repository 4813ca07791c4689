package org.refspark.model;

import java.util.List;

/**
 * How a model that locates before it segments came to its answer (LTS, Figure 2 of the paper).
 *
 * @param words of the expression as the model read it
 * @param heat where the object is thought to be, as probabilities (H_mask)
 * @param point the likeliest place, {@code [x, y]} in pixels of the maps
 * @param answer the segmentation, as probabilities (P_mask)
 * @param detections what the model answers
 */
public record LocalisationExplanation(
    List<String> words, ScoreMap heat, double[] point, ScoreMap answer, List<Detection> detections)
    implements Explanation {
  public LocalisationExplanation {
    words = List.copyOf(words);
    detections = List.copyOf(detections);
  }
}
