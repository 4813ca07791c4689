package org.refspark.data;

import java.util.Objects;
import org.refspark.data.mask.Rle;

/**
 * One object of a picture.
 *
 * @param category number of the category in the data set's own list, from 1
 * @param mask the object's pixels, at the picture's size
 */
public record Instance(int category, Rle mask) {
  public Instance {
    Objects.requireNonNull(mask, "mask");
    if (category < 1) {
      throw new IllegalArgumentException("category is " + category + ", expected 1 or more");
    }
  }
}
