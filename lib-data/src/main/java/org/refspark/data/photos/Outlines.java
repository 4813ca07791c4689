package org.refspark.data.photos;

import java.awt.geom.Area;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Areas as rings of points. COCO's rings never make holes, so an area with a hole is cut in two
 * through the hole until no part has any.
 */
final class Outlines {
  /** How far a ring may lie from a curve, pixels. */
  private static final double FLATNESS = 0.1;

  /** Crumbs that subtraction leaves, square pixels. */
  private static final double LEAST_AREA = 2;

  private Outlines() {}

  /** Rings {@code [x1, y1, x2, y2, …]} around the area, to two decimals. */
  static List<double[]> of(Area area) {
    var rings = rings(area);
    if (rings.isEmpty()) {
      return List.of();
    }
    double outer =
        rings.stream()
            .map(Outlines::signedArea)
            .max(Comparator.comparingDouble(Math::abs))
            .orElseThrow();
    for (double[] ring : rings) {
      if (signedArea(ring) * outer < 0) {
        return cut(area, middle(ring));
      }
    }
    return rings;
  }

  /** Half the cross products of a ring's edges: its area, the sign telling which way round. */
  static double signedArea(double[] ring) {
    double sum = 0;
    for (int i = 0; i < ring.length; i += 2) {
      int next = (i + 2) % ring.length;
      sum += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
    }
    return sum / 2;
  }

  /** To two decimals, as published coordinates are. */
  static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static List<double[]> cut(Area area, double x) {
    Rectangle2D box = area.getBounds2D();
    var left = new Area(area);
    left.intersect(
        new Area(new Rectangle2D.Double(box.getX(), box.getY(), x - box.getX(), box.getHeight())));
    var right = new Area(area);
    right.intersect(
        new Area(new Rectangle2D.Double(x, box.getY(), box.getMaxX() - x, box.getHeight())));
    var rings = new ArrayList<>(of(left));
    rings.addAll(of(right));
    return rings;
  }

  private static double middle(double[] ring) {
    double least = ring[0];
    double most = ring[0];
    for (int i = 0; i < ring.length; i += 2) {
      least = Math.min(least, ring[i]);
      most = Math.max(most, ring[i]);
    }
    return (least + most) / 2;
  }

  private static List<double[]> rings(Area area) {
    var rings = new ArrayList<double[]>();
    var points = new ArrayList<Double>();
    double[] point = new double[6];
    for (var path = area.getPathIterator(null, FLATNESS); !path.isDone(); path.next()) {
      int kind = path.currentSegment(point);
      if (kind != PathIterator.SEG_CLOSE) {
        points.add(rounded(point[0]));
        points.add(rounded(point[1]));
        continue;
      }
      double[] ring = points.stream().mapToDouble(Double::doubleValue).toArray();
      points.clear();
      if (ring.length >= 6 && Math.abs(signedArea(ring)) >= LEAST_AREA) {
        rings.add(ring);
      }
    }
    return rings;
  }
}
