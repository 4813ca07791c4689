package org.refspark.data.photos;

import java.awt.geom.AffineTransform;
import java.awt.geom.Area;

/**
 * One thing in its place. Pixels, y downwards.
 *
 * @param x its middle
 * @param y its middle
 * @param side its longer extent before it is turned
 * @param build how large it is said to be
 * @param tilt turned by, radians
 * @param mirrored whether left and right change places
 * @param pattern what its surface bears
 */
record Thing(
    PhotoCategory category,
    PhotoColour colour,
    double x,
    double y,
    double side,
    Build build,
    double tilt,
    boolean mirrored,
    Pattern pattern) {

  /** Sizes, with gaps between them; shares of the photo's shorter side. */
  enum Build {
    SMALL(0.20, 0.25),
    PLAIN(0.29, 0.34),
    BIG(0.40, 0.47);

    private final double least;
    private final double most;

    Build(double least, double most) {
      this.least = least;
      this.most = most;
    }

    double least() {
      return least;
    }

    double most() {
      return most;
    }
  }

  /** What a surface bears. */
  enum Pattern {
    NONE,
    STRIPES,
    DOTS,
    MARBLE
  }

  /** From the thing's own units to pixels. */
  AffineTransform transform() {
    var transform = AffineTransform.getTranslateInstance(x, y);
    transform.rotate(tilt);
    transform.scale(mirrored ? -side : side, side);
    return transform;
  }

  /** All it covers. */
  Area silhouette() {
    var area = new Area();
    for (Part part : Shapes.of(category)) {
      area.add(new Area(part.shape()));
    }
    return area.createTransformedArea(transform());
  }

  /** How much of the smaller of two things' square boxes lies in the other, 0 to 1. */
  double overlap(Thing other) {
    double half = (side + other.side) / 2;
    double across = Math.min(half - Math.abs(x - other.x), Math.min(side, other.side));
    double down = Math.min(half - Math.abs(y - other.y), Math.min(side, other.side));
    double least = Math.min(side, other.side);
    return across <= 0 || down <= 0 ? 0 : across * down / (least * least);
  }
}
