package org.refspark.model;

import java.util.Objects;
import java.util.Optional;
import org.refspark.data.mask.Rle;

/**
 * One instance that a model found for an expression.
 *
 * @param category number of the category in the data set's list, from 1; 0 where the model does not
 *     name one
 * @param score confidence in (0, 1]
 * @param box {@code [x1, y1, x2, y2]}, exclusive, in pixels of the mask's grid
 * @param mask at the size the caller asked for
 * @param point {@code [x, y]} that the model points at, in pixels of the mask's grid: the centre of
 *     pixel (column, row) is {@code [column + 0.5, row + 0.5]}; empty for models that do not point
 */
public record Detection(
    int category, double score, double[] box, Rle mask, Optional<double[]> point) {

  public Detection {
    Objects.requireNonNull(mask, "mask");
    point.ifPresent(
        xy -> {
          if (xy.length != 2) {
            throw new IllegalArgumentException("a point has 2 values, but this one " + xy.length);
          }
        });
  }

  /** A detection of a model that does not point. */
  public Detection(int category, double score, double[] box, Rle mask) {
    this(category, score, box, mask, Optional.empty());
  }
}
