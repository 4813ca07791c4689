package org.refspark.jobs.report.picture;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** Finds places for labels beside their frames, inside the panel and clear of each other. */
final class LabelPlacer {
  private static final int GAP = 2;

  private final Rectangle panel;
  private final List<Rectangle> taken = new ArrayList<>();

  /**
   * @param panel where labels may lie
   */
  LabelPlacer(Rectangle panel) {
    this.panel = panel;
  }

  /**
   * The place of a label: above its frame where there is room, else below or inside, else as near
   * as it fits.
   *
   * @param frame of the object
   * @param width of the label
   * @param height of the label
   */
  Rectangle place(Rectangle frame, int width, int height) {
    int right = frame.x + frame.width - width;
    int below = frame.y + frame.height;
    int[][] corners = {
      {frame.x, frame.y - height},
      {right, frame.y - height},
      {frame.x, below},
      {right, below},
      {frame.x, frame.y},
      {right, frame.y},
      {frame.x, below - height},
      {right, below - height}
    };
    for (int[] corner : corners) {
      var place = new Rectangle(corner[0], corner[1], width, height);
      if (panel.contains(place) && isFree(place)) {
        return take(place);
      }
    }
    return take(nearest(frame, width, height));
  }

  private Rectangle nearest(Rectangle frame, int width, int height) {
    var first = inside(new Rectangle(frame.x, frame.y - height, width, height));
    var best = first;
    double bestDistance = Double.MAX_VALUE;
    for (int y = panel.y; y + height <= panel.y + panel.height; y += 4) {
      for (int x = panel.x; x + width <= panel.x + panel.width; x += 8) {
        double distance = Math.hypot(x - first.x, y - first.y);
        if (distance < bestDistance && isFree(new Rectangle(x, y, width, height))) {
          bestDistance = distance;
          best = new Rectangle(x, y, width, height);
        }
      }
    }
    return best;
  }

  private Rectangle inside(Rectangle place) {
    int x = Math.max(panel.x, Math.min(place.x, panel.x + panel.width - place.width));
    int y = Math.max(panel.y, Math.min(place.y, panel.y + panel.height - place.height));
    return new Rectangle(x, y, place.width, place.height);
  }

  private boolean isFree(Rectangle place) {
    return taken.stream().noneMatch(place::intersects);
  }

  private Rectangle take(Rectangle place) {
    taken.add(new Rectangle(place.x, place.y, place.width + GAP, place.height + GAP));
    return place;
  }
}
