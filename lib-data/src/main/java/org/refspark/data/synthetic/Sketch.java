package org.refspark.data.synthetic;

import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A drawing of one object in the making, back to front. The object stands on y = 0 and is about 1
 * high; x grows to the right, y upwards. Points are given as x, y, x, y, …
 */
final class Sketch {
  private final List<Mark> marks = new ArrayList<>();

  /** The marks so far. */
  List<Mark> marks() {
    return List.copyOf(marks);
  }

  /** A closed shape with straight sides that hides what is behind it. */
  Sketch polygon(double... points) {
    return add(straight(points, true), Mark.Kind.BODY);
  }

  /** A closed shape with a smooth outline that hides what is behind it. */
  Sketch blob(double... points) {
    return add(smooth(points, true), Mark.Kind.BODY);
  }

  /** An upright rectangle that hides what is behind it. */
  Sketch box(double left, double bottom, double right, double top) {
    return polygon(left, bottom, left, top, right, top, right, bottom);
  }

  Sketch ellipse(double x, double y, double radiusX, double radiusY) {
    return add(smooth(ring(x, y, radiusX, radiusY, 12), true), Mark.Kind.BODY);
  }

  /** Straight strokes from point to point. */
  Sketch line(double... points) {
    return add(straight(points, false), Mark.Kind.LINE);
  }

  /** A smooth stroke through the points. */
  Sketch curve(double... points) {
    return add(smooth(points, false), Mark.Kind.LINE);
  }

  /** A smooth closed shape full of ink. */
  Sketch solid(double... points) {
    return add(smooth(points, true), Mark.Kind.SOLID);
  }

  /** A round dot of ink. */
  Sketch dot(double x, double y, double radius) {
    return solid(ring(x, y, radius, radius, 8));
  }

  /**
   * A closed outline of bumps around an ellipse, as of clouds and wool.
   *
   * @param start angle of the first bump, in bumps
   * @param swell how far a bump stands out, as a share of the radius
   */
  Sketch bumps(
      double x,
      double y,
      double radiusX,
      double radiusY,
      int bumps,
      double start,
      double swell,
      Mark.Kind kind) {
    var path = new Path2D.Double();
    for (int i = 0; i <= bumps; i++) {
      double angle = 2 * StrictMath.PI * (i + start) / bumps;
      double px = x + radiusX * StrictMath.cos(angle);
      double py = y + radiusY * StrictMath.sin(angle);
      if (i == 0) {
        path.moveTo(px, py);
        continue;
      }
      double out = 1 + swell;
      double near = angle - 2 * StrictMath.PI * 0.85 / bumps;
      double far = angle - 2 * StrictMath.PI * 0.15 / bumps;
      path.curveTo(
          x + radiusX * out * StrictMath.cos(near),
          y + radiusY * out * StrictMath.sin(near),
          x + radiusX * out * StrictMath.cos(far),
          y + radiusY * out * StrictMath.sin(far),
          px,
          py);
    }
    path.closePath();
    return add(path, kind);
  }

  private Sketch add(Path2D path, Mark.Kind kind) {
    marks.add(new Mark(path, kind));
    return this;
  }

  /** Points on an ellipse, anticlockwise from its rightmost one. */
  static double[] ring(double x, double y, double radiusX, double radiusY, int points) {
    var ring = new double[2 * points];
    for (int i = 0; i < points; i++) {
      double angle = 2 * StrictMath.PI * i / points;
      ring[2 * i] = x + radiusX * StrictMath.cos(angle);
      ring[2 * i + 1] = y + radiusY * StrictMath.sin(angle);
    }
    return ring;
  }

  private static Path2D straight(double[] points, boolean closed) {
    var path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    if (closed) {
      path.lineTo(points[0], points[1]);
      path.closePath();
    }
    return path;
  }

  /** A Catmull-Rom spline through the points, written as Bézier segments. */
  private static Path2D smooth(double[] points, boolean closed) {
    int count = points.length / 2;
    var path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 0; i < (closed ? count : count - 1); i++) {
      int before = 2 * (closed ? Math.floorMod(i - 1, count) : Math.max(i - 1, 0));
      int from = 2 * i;
      int to = 2 * ((i + 1) % count);
      int after = 2 * (closed ? (i + 2) % count : Math.min(i + 2, count - 1));
      path.curveTo(
          points[from] + (points[to] - points[before]) / 6,
          points[from + 1] + (points[to + 1] - points[before + 1]) / 6,
          points[to] - (points[after] - points[from]) / 6,
          points[to + 1] - (points[after + 1] - points[from + 1]) / 6,
          points[to],
          points[to + 1]);
    }
    if (closed) {
      path.closePath();
    }
    return path;
  }
}
