package org.refspark.model.metrics;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

/**
 * What the measures of a data set need to know of one expression.
 *
 * @param picture id of its picture
 * @param id of the expression, unique in the data set
 * @param precision AP at {@link ExpressionPrecision#thresholds()}
 * @param intersection pixels in both the united shown detections and the united objects
 * @param union pixels in either
 * @param detections that AP was measured with
 * @param objects that the expression means
 * @param pointing whether the model points at one of them
 */
public record ExpressionScore(
    String picture,
    String id,
    double[] precision,
    long intersection,
    long union,
    int detections,
    int objects,
    Pointing pointing)
    implements Serializable {
  private static final int AT_50 = 0;
  private static final int AT_75 = 5;

  public ExpressionScore {
    Objects.requireNonNull(picture, "picture");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pointing, "pointing");
    precision = precision.clone();
    int expected = ExpressionPrecision.thresholds().length;
    if (precision.length != expected) {
      throw new IllegalArgumentException(
          "expression %s: %d values of AP, expected %d".formatted(id, precision.length, expected));
    }
    if (intersection < 0 || union < intersection) {
      throw new IllegalArgumentException(
          "expression %s: intersection %d of union %d".formatted(id, intersection, union));
    }
  }

  /**
   * Measures one expression.
   *
   * @param picture id of its picture
   * @param id of the expression
   * @param detections everything found for it; all count for AP
   * @param objects the masks it means, of the detections' size; restricted to the same pixels (ink)
   *     as theirs
   * @param shownAbove detections with a higher score are united and compared with the united
   *     objects
   * @param pointing whether the model points at one of the objects
   */
  public static ExpressionScore of(
      String picture,
      String id,
      List<Detection> detections,
      List<Rle> objects,
      double shownAbove,
      Pointing pointing) {
    double[] scores = detections.stream().mapToDouble(Detection::score).toArray();
    var masks = detections.stream().map(Detection::mask).toList();
    double[][] iou = Rle.iou(masks, objects, new boolean[objects.size()]);
    var shown =
        detections.stream()
            .filter(detection -> detection.score() > shownAbove)
            .map(Detection::mask)
            .toList();
    long intersection = 0;
    long union = 0;
    if (!shown.isEmpty() && !objects.isEmpty()) {
      var found = Rle.union(shown);
      var meant = Rle.union(objects);
      intersection = found.intersection(meant);
      union = found.area() + meant.area() - intersection;
    } else if (!shown.isEmpty()) {
      union = Rle.union(shown).area();
    } else if (!objects.isEmpty()) {
      union = Rle.union(objects).area();
    }
    return new ExpressionScore(
        picture,
        id,
        ExpressionPrecision.measure(scores, iou, objects.size()),
        intersection,
        union,
        detections.size(),
        objects.size(),
        pointing);
  }

  /** AP at an IoU of 0.5. */
  public double precisionAt50() {
    return precision[AT_50];
  }

  /** AP at an IoU of 0.75. */
  public double precisionAt75() {
    return precision[AT_75];
  }

  /** Measures the only expression of a picture, by a model that may point. */
  public static ExpressionScore of(
      String id, List<Detection> detections, List<Rle> objects, double shownAbove) {
    return of(id, id, detections, objects, shownAbove, Pointing.of(detections, objects));
  }
}
