package org.refspark.jobs.use;

import java.util.List;
import java.util.Optional;
import org.refspark.data.mask.Rle;

/**
 * What an expression means in a picture.
 *
 * @param expression as asked
 * @param width of the picture and of every mask, pixels
 * @param height of the picture and of every mask, pixels
 * @param shownThreshold score above which something found is the answer
 * @param found all that the model found, highest score first
 */
public record Segmentation(
    String expression, int width, int height, double shownThreshold, List<Found> found) {
  public Segmentation {
    found = List.copyOf(found);
  }

  /**
   * One object.
   *
   * @param category its name; empty where the model names none
   * @param score 0 to 1
   * @param box {@code [x1, y1, x2, y2]}, exclusive, pixels of the picture
   * @param mask of the picture's size
   * @param point {@code [x, y]} that the model points at, pixels of the picture; empty where it
   *     does not point
   */
  public record Found(
      String category, double score, double[] box, Rle mask, Optional<double[]> point) {}

  /** The answer: what was found with a score above the threshold, and is not empty. */
  public List<Found> shown() {
    return found.stream()
        .filter(object -> object.score() > shownThreshold && !object.mask().isEmpty())
        .toList();
  }

  /** All pixels of the answer; an empty mask where nothing was found. */
  public Rle mask() {
    var masks = shown().stream().map(Found::mask).toList();
    return masks.isEmpty() ? Rle.empty(height, width) : Rle.union(masks);
  }
}
