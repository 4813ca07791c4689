package org.refspark.data.photos;

import org.refspark.data.photos.Part.Finish;
import org.refspark.data.photos.Thing.Pattern;

/**
 * How bright a place of a face is. Places are in units of the thing's side around its middle: u and
 * v as the camera sees them, the light coming from the upper left.
 */
final class Lighting {
  private static final double LIGHT_U = -0.18;
  private static final double LIGHT_V = -0.22;
  private static final double GLOSS_REACH = 0.17;

  private Lighting() {}

  /**
   * Brightness by how light falls, 1 for plain.
   *
   * @param across the place across the thing itself, however it is turned
   */
  static double light(Finish finish, double u, double v, double across) {
    return switch (finish) {
      case FLAT -> 1.02 - 0.14 * v;
      case ROUND -> 1.2 - 0.95 * squared(u - LIGHT_U, v - LIGHT_V);
      case TURNED -> 1.14 - 1.7 * (across + 0.12) * (across + 0.12);
      case TUBE -> {
        double bend = (Math.sqrt(squared(u, v)) - 0.39) / 0.11;
        yield 1.14 - 0.35 * bend * bend - 0.3 * (u + v);
      }
    };
  }

  /** Share of white that shines on top, 0 to 1. */
  static double gloss(Finish finish, double u, double v) {
    if (finish != Finish.ROUND) {
      return 0;
    }
    double far = Math.sqrt(squared(u - LIGHT_U, v - LIGHT_V)) / GLOSS_REACH;
    return far < 1 ? 0.55 * (1 - far) * (1 - far) : 0;
  }

  /** Brightness by what the surface bears, 1 for plain. */
  static double pattern(Pattern pattern, double x, double y, Noise noise) {
    return switch (pattern) {
      case NONE -> 1 + 0.04 * noise.cloudy(9 * x, 9 * y);
      case STRIPES -> (int) Math.floor(9 * (x + 0.6 * y)) % 2 == 0 ? 1.06 : 0.78;
      case DOTS -> {
        double column = 6 * x - Math.floor(6 * x) - 0.5;
        double row = 6 * y - Math.floor(6 * y) - 0.5;
        yield squared(column, row) < 0.08 ? 0.7 : 1.05;
      }
      case MARBLE -> 1 + 0.3 * noise.cloudy(5 * x, 5 * y);
    };
  }

  private static double squared(double u, double v) {
    return u * u + v * v;
  }
}
