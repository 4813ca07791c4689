package org.refspark.model;

import java.util.Objects;

/**
 * A number for every pixel of a grid that covers the picture.
 *
 * @param height rows
 * @param width columns
 * @param values row by row, {@code height × width}; probabilities unless said otherwise
 */
public record ScoreMap(int height, int width, float[] values) {
  public ScoreMap {
    Objects.requireNonNull(values, "values");
    if (height < 1 || width < 1 || values.length != (long) height * width) {
      throw new IllegalArgumentException(
          "a map of %d x %d has %d values".formatted(height, width, values.length));
    }
  }
}
