package org.refspark.jobs.evaluate;

import java.util.List;
import org.refspark.model.Detection;

/**
 * What a model found for one expression: one row of the predictions table.
 *
 * @param image id of the picture
 * @param expression id of the expression, whose targets are the ground truth
 * @param text that was asked; with permuted expressions that of another one
 * @param targets indices of the instances meant
 * @param width of the grid of masks and boxes
 * @param height of that grid
 * @param detections highest score first
 */
public record Prediction(
    String image,
    String expression,
    String text,
    List<Integer> targets,
    int width,
    int height,
    List<Detection> detections) {
  public Prediction {
    targets = List.copyOf(targets);
    detections = List.copyOf(detections);
  }
}
