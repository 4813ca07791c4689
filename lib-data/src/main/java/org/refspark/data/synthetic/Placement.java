package org.refspark.data.synthetic;

import java.awt.geom.AffineTransform;

/**
 * One drawing in its place. Pixels of a picture of {@link SceneSpec#PUBLISHED_SIZE}, y downwards.
 *
 * @param centre horizontal middle
 * @param foot where it stands: the lower edge
 * @param height from the foot up
 * @param mirrored whether left and right change places
 * @param pen width of the strokes
 */
record Placement(
    SceneCategory category,
    Drawing drawing,
    double centre,
    double foot,
    double height,
    boolean mirrored,
    double pen) {

  double width() {
    return height * drawing.aspect();
  }

  double left() {
    return centre - width() / 2;
  }

  double right() {
    return centre + width() / 2;
  }

  double top() {
    return foot - height;
  }

  /** From the drawing's units to pixels of a picture of the given size. */
  AffineTransform transform(int size) {
    double zoom = size / (double) SceneSpec.PUBLISHED_SIZE;
    var bounds = drawing.bounds();
    double scale = zoom * height / bounds.getHeight();
    double across = mirrored ? -scale : scale;
    return new AffineTransform(
        across,
        0,
        0,
        -scale,
        zoom * centre - across * bounds.getCenterX(),
        zoom * foot + scale * bounds.getMinY());
  }

  /** How much of the smaller of two boxes lies in the other, 0 to 1. */
  double overlap(Placement other) {
    double across = Math.min(right(), other.right()) - Math.max(left(), other.left());
    double down = Math.min(foot, other.foot) - Math.max(top(), other.top());
    if (across <= 0 || down <= 0) {
      return 0;
    }
    return across * down / Math.min(width() * height, other.width() * other.height);
  }
}
