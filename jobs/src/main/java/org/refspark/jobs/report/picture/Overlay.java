package org.refspark.jobs.report.picture;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.refspark.data.Instance;
import org.refspark.data.image.Nearest;
import org.refspark.data.image.Picture;
import org.refspark.data.mask.Rle;
import org.refspark.model.Detection;

/**
 * Ground truth and prediction of one expression as panels. A detection takes the colour of the
 * object that it covers best, so that right answers look alike on both sides.
 */
public final class Overlay {
  private static final double SAME_OBJECT = 0.1;
  private static final double LEAST_REJECTED = 0.05;
  private static final int MOST_REJECTED = 3;
  private static final Color REJECTED = new Color(0x7A8794);

  private final Picture picture;
  private final List<Instance> targets;
  private final IntFunction<String> categories;

  /**
   * @param picture decoded
   * @param targets objects that the expression means; none where that is not known
   * @param categories names by number
   */
  public Overlay(Picture picture, List<Instance> targets, IntFunction<String> categories) {
    this.picture = picture;
    this.targets = List.copyOf(targets);
    this.categories = categories;
  }

  /** The objects that the expression means. */
  public Panel truth() {
    var marks = new ArrayList<Mark>();
    for (int i = 0; i < targets.size(); i++) {
      var category = categories.apply(targets.get(i).category());
      marks.add(Mark.of(targets.get(i), Palette.instance(i), category));
    }
    return new Panel("Ground truth", picture, marks);
  }

  /**
   * What was found: solid above the threshold, and a few of the rejected dashed.
   *
   * @param detections highest score first
   * @param threshold score above which a detection is given as the answer
   */
  public Panel prediction(List<Detection> detections, double threshold) {
    var answer = new ArrayList<Mark>();
    var rejected = new ArrayList<Mark>();
    var places = new ArrayList<Mark>();
    var free = new ArrayList<>(targets);
    for (var detection : detections) {
      var category = categories.apply(detection.category());
      if (detection.score() > threshold) {
        var color = color(detection, free, answer.size());
        answer.add(Mark.of(detection, color, category, Mark.Line.SOLID));
        detection.point().ifPresent(point -> places.add(place(detection.mask(), point)));
      } else if (detection.score() >= LEAST_REJECTED && rejected.size() < MOST_REJECTED) {
        rejected.add(Mark.of(detection, REJECTED, category, Mark.Line.DASHED));
      }
    }
    answer.addAll(places);
    answer.addAll(rejected);
    return new Panel("Prediction", picture, answer);
  }

  private static Mark place(Rle grid, double[] point) {
    return Mark.place(
        new double[] {point[0] / grid.width(), point[1] / grid.height()}, Palette.INK);
  }

  private Color color(Detection detection, List<Instance> free, int position) {
    Instance best = null;
    double highest = SAME_OBJECT;
    for (var target : free) {
      double iou = iou(detection.mask(), target.mask());
      if (iou > highest) {
        highest = iou;
        best = target;
      }
    }
    free.remove(best);
    return Palette.instance(best == null ? targets.size() + position : targets.indexOf(best));
  }

  private static double iou(Rle found, Rle truth) {
    return found.iou(Nearest.CORNERS.resize(truth, found.height(), found.width()));
  }
}
