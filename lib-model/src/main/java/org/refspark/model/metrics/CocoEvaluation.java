package org.refspark.model.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.mask.Rle;

/**
 * COCO's evaluation of detections, equal to pycocotools' COCOeval. Pictures are measured one by
 * one, wherever they are, and counted together at the end.
 *
 * @param <S> a mask ({@link Rle}) or a box {@code [x, y, width, height]}
 */
public final class CocoEvaluation<S> {
  private final CocoSettings settings;
  private final Overlap<S> overlap;
  private final Map<Integer, Integer> indices = new HashMap<>();

  /** Measures every detection against every object: {@code [detections][truths]}. */
  interface Overlap<S> {
    double[][] iou(List<S> detections, List<S> truths, boolean[] crowd);
  }

  private CocoEvaluation(CocoSettings settings, Overlap<S> overlap) {
    this.settings = settings;
    this.overlap = overlap;
    for (int category : settings.categories()) {
      indices.put(category, indices.size());
    }
  }

  /** An evaluation of masks ({@code iouType=segm}). */
  public static CocoEvaluation<Rle> ofMasks(CocoSettings settings) {
    return new CocoEvaluation<>(settings, Rle::iou);
  }

  /** An evaluation of boxes {@code [x, y, width, height]} ({@code iouType=bbox}). */
  public static CocoEvaluation<double[]> ofBoxes(CocoSettings settings) {
    return new CocoEvaluation<>(settings, BoxOverlap::iou);
  }

  /**
   * Measures one picture.
   *
   * @param truths the picture's objects, in the data set's order
   * @param detections in the order that decides between equal scores
   */
  public ImageEvaluation evaluateImage(
      List<CocoTruth<S>> truths, List<CocoDetection<S>> detections) {
    List<List<CocoTruth<S>>> truthsOf = lists();
    List<List<CocoDetection<S>>> detectionsOf = lists();
    for (var truth : truths) {
      put(truthsOf, truth.category(), truth);
    }
    for (var detection : detections) {
      put(detectionsOf, detection.category(), detection);
    }
    if (!settings.byCategory()) {
      truthsOf = List.of(joined(truthsOf));
      detectionsOf = List.of(joined(detectionsOf));
    }
    List<ImageEvaluation.Group> groups = new ArrayList<>();
    for (int index = 0; index < truthsOf.size(); index++) {
      if (!truthsOf.get(index).isEmpty() || !detectionsOf.get(index).isEmpty()) {
        groups.add(
            GroupMatcher.match(
                index,
                truthsOf.get(index),
                detectionsOf.get(index),
                settings.mostDetections(),
                overlap));
      }
    }
    return new ImageEvaluation(groups);
  }

  /**
   * Counts pictures together.
   *
   * @param images in the data set's order (COCO: rising ids), which decides between equal scores
   */
  public CocoCurves accumulate(Collection<ImageEvaluation> images) {
    return CocoAccumulator.accumulate(settings, images);
  }

  private <T> List<List<T>> lists() {
    List<List<T>> lists = new ArrayList<>();
    for (int i = 0; i < settings.categories().size(); i++) {
      lists.add(List.of());
    }
    return lists;
  }

  private <T> void put(List<List<T>> lists, int category, T value) {
    Integer index = indices.get(category);
    if (index == null) {
      return;
    }
    if (lists.get(index).isEmpty()) {
      lists.set(index, new ArrayList<>());
    }
    lists.get(index).add(value);
  }

  private static <T> List<T> joined(List<List<T>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }
}
