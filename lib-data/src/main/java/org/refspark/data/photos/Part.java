package org.refspark.data.photos;

import java.awt.Shape;

/**
 * One face of a thing, in units of the thing's longer side around its middle, y downwards.
 *
 * @param shape what it covers
 * @param finish how light falls on it
 * @param light how much of it, 1 for plain
 * @param paint a colour of its own, red, green and blue of 0 to 1, or null for the thing's colour
 */
record Part(Shape shape, Finish finish, float light, float[] paint) {
  /** How light falls on a face. */
  enum Finish {
    /** Evenly. */
    FLAT,
    /** As on a ball, from the upper left. */
    ROUND,
    /** As on an upright cylinder, from the left. */
    TURNED,
    /** As on a bent tube. */
    TUBE
  }

  static Part flat(Shape shape, double light) {
    return new Part(shape, Finish.FLAT, (float) light, null);
  }

  static Part of(Shape shape, Finish finish) {
    return new Part(shape, finish, 1, null);
  }

  static Part painted(Shape shape, double red, double green, double blue) {
    return new Part(shape, Finish.FLAT, 1, new float[] {(float) red, (float) green, (float) blue});
  }
}
