package org.refspark.data.photos;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.refspark.data.photos.Part.Finish;

/** The faces of every kind of thing, back to front. */
final class Shapes {
  private Shapes() {}

  static List<Part> of(PhotoCategory category) {
    return switch (category) {
      case BALL -> List.of(Part.of(circle(0, 0, 0.5), Finish.ROUND));
      case BOX -> box();
      case CONE -> cone();
      case STAR -> star();
      case RING -> List.of(Part.of(ring(), Finish.TUBE));
      case CUP -> cup();
      case BOOK -> book();
      case LEAF -> leaf();
      case FISH -> fish();
      case HEART -> List.of(Part.of(heart(), Finish.ROUND));
    };
  }

  private static List<Part> box() {
    return List.of(
        Part.flat(polygon(-0.5, -0.25, 0.27, -0.25, 0.27, 0.5, -0.5, 0.5), 1),
        Part.flat(polygon(-0.5, -0.25, -0.27, -0.48, 0.5, -0.48, 0.27, -0.25), 1.22),
        Part.flat(polygon(0.27, -0.25, 0.5, -0.48, 0.5, 0.27, 0.27, 0.5), 0.68));
  }

  private static List<Part> cone() {
    var body = new Path2D.Double();
    body.moveTo(0, -0.5);
    body.lineTo(0.4, 0.37);
    body.curveTo(0.3, 0.54, -0.3, 0.54, -0.4, 0.37);
    body.closePath();
    return List.of(Part.of(body, Finish.TURNED));
  }

  private static List<Part> star() {
    var parts = new ArrayList<Part>();
    double[] x = new double[10];
    double[] y = new double[10];
    for (int i = 0; i < 10; i++) {
      double radius = i % 2 == 0 ? 0.52 : 0.24;
      double angle = StrictMath.PI * (i / 5.0 - 0.5);
      x[i] = radius * StrictMath.cos(angle);
      y[i] = radius * StrictMath.sin(angle);
    }
    var whole = new Path2D.Double();
    whole.moveTo(x[0], y[0]);
    for (int i = 1; i < 10; i++) {
      whole.lineTo(x[i], y[i]);
    }
    whole.closePath();
    parts.add(Part.flat(whole, 1.1));
    for (int i = 0; i < 10; i += 2) {
      parts.add(Part.flat(polygon(0, 0, x[i], y[i], x[i + 1], y[i + 1]), 0.8));
    }
    return parts;
  }

  private static Shape ring() {
    var ring = new Area(circle(0, 0, 0.5));
    ring.subtract(new Area(circle(0, 0, 0.28)));
    return ring;
  }

  private static List<Part> cup() {
    var body = new Path2D.Double();
    body.moveTo(-0.45, -0.38);
    body.lineTo(-0.36, 0.4);
    body.curveTo(-0.3, 0.53, 0.1, 0.53, 0.16, 0.4);
    body.lineTo(0.25, -0.38);
    body.closePath();
    var bow = new Path2D.Double();
    bow.moveTo(0.2, -0.2);
    bow.curveTo(0.52, -0.26, 0.5, 0.26, 0.17, 0.2);
    var handle =
        new BasicStroke(0.1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND).createStrokedShape(bow);
    return List.of(
        Part.flat(handle, 0.8),
        Part.of(body, Finish.TURNED),
        Part.flat(ellipse(-0.1, -0.38, 0.35, 0.1), 1.15),
        Part.flat(ellipse(-0.1, -0.375, 0.3, 0.07), 0.45));
  }

  private static List<Part> book() {
    return List.of(
        Part.flat(polygon(-0.38, -0.44, 0.3, -0.44, 0.3, 0.5, -0.38, 0.5), 0.6),
        Part.painted(polygon(0.26, -0.42, 0.36, -0.46, 0.36, 0.44, 0.26, 0.5), 0.86, 0.82, 0.72),
        Part.flat(rectangle(-0.38, -0.5, 0.68, 0.94), 1),
        Part.flat(rectangle(-0.38, -0.5, 0.1, 0.94), 0.65),
        Part.painted(rectangle(-0.18, -0.34, 0.38, 0.07), 0.84, 0.78, 0.6),
        Part.painted(rectangle(-0.11, -0.22, 0.24, 0.04), 0.84, 0.78, 0.6));
  }

  private static List<Part> leaf() {
    var blade = new Path2D.Double();
    blade.moveTo(0, -0.5);
    blade.curveTo(0.28, -0.34, 0.46, 0.08, 0, 0.38);
    blade.curveTo(-0.46, 0.08, -0.28, -0.34, 0, -0.5);
    var veins = new Path2D.Double();
    veins.moveTo(0, -0.42);
    veins.lineTo(0, 0.36);
    for (double y : new double[] {-0.2, -0.03, 0.14}) {
      double reach = 0.2 - Math.abs(y) * 0.3;
      veins.moveTo(-reach, y - 0.1);
      veins.lineTo(0, y + 0.05);
      veins.lineTo(reach, y - 0.1);
    }
    var fine = new BasicStroke(0.022f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    return List.of(
        Part.flat(new RoundRectangle2D.Double(-0.03, 0.3, 0.06, 0.22, 0.05, 0.05), 0.75),
        Part.of(blade, Finish.TURNED),
        Part.flat(fine.createStrokedShape(veins), 0.62));
  }

  private static List<Part> fish() {
    var body = new Path2D.Double();
    body.moveTo(-0.5, 0.02);
    body.curveTo(-0.36, -0.36, 0.12, -0.36, 0.27, -0.02);
    body.curveTo(0.12, 0.38, -0.36, 0.38, -0.5, 0.02);
    var tail = new Path2D.Double();
    tail.moveTo(0.18, 0);
    tail.lineTo(0.5, -0.28);
    tail.quadTo(0.38, 0, 0.5, 0.28);
    tail.closePath();
    var fin = new Path2D.Double();
    fin.moveTo(-0.26, -0.2);
    fin.quadTo(0, -0.46, 0.12, -0.34);
    fin.lineTo(0.08, -0.14);
    fin.closePath();
    return List.of(
        Part.flat(tail, 0.8),
        Part.flat(fin, 0.75),
        Part.of(body, Finish.ROUND),
        Part.flat(polygon(-0.12, 0.02, 0.06, -0.06, 0.03, 0.14), 0.75),
        Part.painted(circle(-0.31, -0.06, 0.055), 0.95, 0.95, 0.92),
        Part.painted(circle(-0.32, -0.06, 0.03), 0.05, 0.05, 0.05));
  }

  private static Shape heart() {
    var heart = new Path2D.Double();
    heart.moveTo(0, 0.5);
    heart.curveTo(-0.3, 0.24, -0.52, 0.02, -0.5, -0.2);
    heart.curveTo(-0.48, -0.52, -0.1, -0.54, 0, -0.24);
    heart.curveTo(0.1, -0.54, 0.48, -0.52, 0.5, -0.2);
    heart.curveTo(0.52, 0.02, 0.3, 0.24, 0, 0.5);
    return heart;
  }

  private static Shape circle(double x, double y, double radius) {
    return ellipse(x, y, radius, radius);
  }

  private static Shape ellipse(double x, double y, double radiusX, double radiusY) {
    return new Ellipse2D.Double(x - radiusX, y - radiusY, 2 * radiusX, 2 * radiusY);
  }

  private static Shape rectangle(double x, double y, double width, double height) {
    return new Rectangle2D.Double(x, y, width, height);
  }

  private static Shape polygon(double... points) {
    var path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }
}
