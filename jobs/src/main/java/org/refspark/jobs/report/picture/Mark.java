package org.refspark.jobs.report.picture;

import java.awt.Color;
import java.util.Locale;
import java.util.Optional;
import org.refspark.data.Instance;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

/**
 * One object marked in a picture.
 *
 * @param color of its strokes, its frame and its label
 * @param mask where given, tinted; on whatever grid, stretched over the picture
 * @param box {@code [x1, y1, x2, y2]} as fractions of the picture's width and height; where given,
 *     framed
 * @param label empty for none
 * @param line of the frame
 */
public record Mark(
    Color color, Optional<Rle> mask, Optional<double[]> box, String label, Line line) {
  /** How a frame is drawn. */
  public enum Line {
    SOLID,
    DASHED,
    /** A ring in the frame's middle. */
    PLACE
  }

  /**
   * A detection: mask, frame, and the category with the score. The one mask of a model that names
   * no categories speaks for itself.
   */
  public static Mark of(Detection detection, Color color, String category, Line line) {
    var mask = detection.mask();
    if (mask.isEmpty() || category.isEmpty() && detection.score() == 1) {
      return new Mark(color, Optional.of(mask), Optional.empty(), "", line);
    }
    var label = String.format(Locale.ROOT, "%s %.2f", category, detection.score()).strip();
    return new Mark(
        color,
        line == Line.SOLID ? Optional.of(mask) : Optional.empty(),
        Optional.of(fractions(detection.box(), mask.width(), mask.height())),
        label,
        line);
  }

  /** An object of the ground truth: mask, tight frame and category. */
  public static Mark of(Instance instance, Color color, String category) {
    var mask = instance.mask();
    Optional<double[]> box = Optional.empty();
    if (!mask.isEmpty()) {
      int[] extent = mask.extent();
      double[] pixels = {extent[0], extent[1], extent[2], extent[3]};
      box = Optional.of(fractions(pixels, mask.width(), mask.height()));
    }
    return new Mark(color, Optional.of(mask), box, category, Line.SOLID);
  }

  /** A frame alone. */
  public static Mark frame(double[] fractions, Color color, String label, Line line) {
    return new Mark(color, Optional.empty(), Optional.of(fractions), label, line);
  }

  /**
   * A place, as a ring around it.
   *
   * @param place {@code [x, y]} as fractions of the picture's width and height
   */
  static Mark place(double[] place, Color color) {
    return frame(new double[] {place[0], place[1], place[0], place[1]}, color, "", Line.PLACE);
  }

  static double[] fractions(double[] box, double width, double height) {
    return new double[] {box[0] / width, box[1] / height, box[2] / width, box[3] / height};
  }
}
