package org.refspark.data.mask;

import java.util.Arrays;
import java.util.List;

/**
 * Outlines and boxes to masks by COCO's rules: points are rounded on a grid five times as fine, the
 * outline is walked densely, and each column fills between its crossings by parity. Rings never
 * make holes: several rings are united.
 */
public final class Polygons {
  /** The farthest a point may lie from the origin, pixels: bounds the walk along an outline. */
  private static final double FARTHEST = 1e6;

  private static final int MOST_CROSSINGS = 1 << 26;
  private static final int SCALE = 5;

  /** Column numbers on the fine grid whose right neighbour lies across a pixel's centre line. */
  private static final int CENTRE = SCALE / 2;

  private final int height;
  private final int width;
  private int[] crossings = new int[64];
  private int length;

  private Polygons(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * The union of a segmentation's rings, each {@code [x1, y1, x2, y2, …]} in pixels; an odd last
   * number is dropped. As in COCO's own code, four numbers in the first ring mean boxes {@code [x,
   * y, width, height]}.
   *
   * @throws IllegalArgumentException where there is no ring, a ring has fewer than four numbers, or
   *     a number is not finite or farther than a million pixels
   */
  public static Rle rasterise(int height, int width, List<double[]> rings) {
    if (rings.isEmpty()) {
      throw new IllegalArgumentException("no ring, expected at least one outline");
    }
    boolean boxes = rings.get(0).length == 4;
    return Rle.union(
        rings.stream()
            .map(
                ring ->
                    boxes && ring.length == 4
                        ? box(height, width, ring)
                        : polygon(height, width, ring))
            .toList());
  }

  /**
   * One ring {@code [x1, y1, x2, y2, …]} in pixels as a mask; an odd last number is dropped.
   *
   * @throws IllegalArgumentException as {@link #rasterise}
   */
  public static Rle polygon(int height, int width, double[] ring) {
    var empty = Rle.empty(height, width);
    if (ring.length < 4) {
      throw new IllegalArgumentException(
          "a ring of %d numbers, expected x and y of at least two points".formatted(ring.length));
    }
    var outline = new Polygons(height, width);
    int points = ring.length / 2;
    int[] x = new int[points];
    int[] y = new int[points];
    for (int i = 0; i < points; i++) {
      x[i] = fine(ring[2 * i]);
      y[i] = fine(ring[2 * i + 1]);
    }
    if (empty.height() == 0 || empty.width() == 0) {
      return empty;
    }
    for (int i = 0; i < points; i++) {
      int next = i + 1 == points ? 0 : i + 1;
      outline.walk(x[i], y[i], x[next], y[next]);
    }
    return outline.fill();
  }

  /** A box {@code [x, y, width, height]} in pixels as a mask, by the rules of an outline. */
  public static Rle box(int height, int width, double[] box) {
    if (box.length != 4) {
      throw new IllegalArgumentException(
          "a box of %d numbers, expected x, y, width, height".formatted(box.length));
    }
    double right = box[0] + box[2];
    double bottom = box[1] + box[3];
    return polygon(
        height, width, new double[] {box[0], box[1], box[0], bottom, right, bottom, right, box[1]});
  }

  private static int fine(double coordinate) {
    if (!(Math.abs(coordinate) <= FARTHEST)) {
      throw new IllegalArgumentException(
          "a point at %s, expected at most %.0f pixels from the origin"
              .formatted(coordinate, FARTHEST));
    }
    return (int) (SCALE * coordinate + .5);
  }

  /** Walks one edge on the fine grid along its longer axis and notes where it crosses columns. */
  private void walk(int fromX, int fromY, int toX, int toY) {
    int dx = Math.abs(toX - fromX);
    int dy = Math.abs(toY - fromY);
    if (dx == 0) {
      return;
    }
    boolean flat = dx >= dy;
    boolean flip = flat ? fromX > toX : fromY > toY;
    int startX = flip ? toX : fromX;
    int startY = flip ? toY : fromY;
    int endX = flip ? fromX : toX;
    int endY = flip ? fromY : toY;
    int steps = Math.max(dx, dy);
    double slope = flat ? (double) (endY - startY) / dx : (double) (endX - startX) / dy;
    int lastX = 0;
    int lastY = 0;
    for (int step = 0; step <= steps; step++) {
      int t = flip ? steps - step : step;
      int x = flat ? startX + t : (int) (startX + slope * t + .5);
      int y = flat ? (int) (startY + slope * t + .5) : startY + t;
      if (step > 0 && x != lastX) {
        cross(Math.min(x, lastX), Math.min(y, lastY));
      }
      lastX = x;
      lastY = y;
    }
  }

  private void cross(int x, int y) {
    int column = Math.floorDiv(x, SCALE);
    if (x - column * SCALE != CENTRE || column < 0 || column >= width) {
      return;
    }
    // row of the first pixel whose centre lies at the crossing or below
    double row = Math.ceil(Math.max(0, Math.min(height, (y + .5) / SCALE - .5)));
    if (length == crossings.length) {
      if (length >= MOST_CROSSINGS) {
        throw new IllegalArgumentException(
            "an outline that crosses columns more than %,d times".formatted(MOST_CROSSINGS));
      }
      crossings = Arrays.copyOf(crossings, length * 2);
    }
    crossings[length++] = column * height + (int) row;
  }

  private Rle fill() {
    Arrays.sort(crossings, 0, length);
    var runs = new Runs(length);
    for (int i = 0; i + 1 < length; i += 2) {
      runs.add(crossings[i], crossings[i + 1]);
    }
    if (length % 2 == 1) {
      runs.add(crossings[length - 1], height * width);
    }
    return runs.build(height, width);
  }
}
