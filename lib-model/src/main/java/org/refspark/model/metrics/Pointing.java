package org.refspark.model.metrics;

import java.util.List;
import java.util.Optional;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

/** Whether a model points at what an expression means (LTS, Section 4.4). */
public enum Pointing {
  /** The model does not point, or nothing is meant. */
  NONE,
  /** The place lies in an object that is meant. */
  HIT,
  /** The place lies outside. */
  MISS;

  /**
   * Judges the place of the surest detection that has one.
   *
   * @param detections highest score first
   * @param objects the masks that are meant, on the detections' grid
   */
  public static Pointing of(List<Detection> detections, List<Rle> objects) {
    var point = detections.stream().map(Detection::point).flatMap(Optional::stream).findFirst();
    if (point.isEmpty() || objects.isEmpty()) {
      return NONE;
    }
    var meant = Rle.union(objects);
    int column = (int) Math.floor(point.get()[0]);
    int row = (int) Math.floor(point.get()[1]);
    return holds(meant, row, column) ? HIT : MISS;
  }

  /** Runs go down the columns and begin with background. */
  private static boolean holds(Rle mask, int row, int column) {
    if (row < 0 || column < 0 || row >= mask.height() || column >= mask.width()) {
      return false;
    }
    long place = (long) column * mask.height() + row;
    long end = 0;
    boolean inside = true;
    for (int run : mask.counts()) {
      inside = !inside;
      end += run;
      if (place < end) {
        return inside;
      }
    }
    return false;
  }
}
