package org.refspark.model.grmnet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.refspark.model.boxes.BoxCoder;
import org.refspark.model.boxes.Boxes;
import org.refspark.model.boxes.Nms;

/**
 * Turns the box head's output into detections: every class of every proposal above the score
 * threshold, class-wise suppression, the best ones, then suppression whatever the class.
 */
record DetectionFilter(GrmNetConfig config) {
  /**
   * Detections of one expression, highest score first.
   *
   * @param boxes flat, in pixels of the input
   * @param scores softmax probabilities
   * @param classes from 0
   */
  record Found(float[] boxes, float[] scores, int[] classes) {
    /** Several of them, one after the other. */
    static Found join(List<Found> parts) {
      int count = parts.stream().mapToInt(part -> part.classes.length).sum();
      var all = new Found(new float[4 * count], new float[count], new int[count]);
      int at = 0;
      for (var part : parts) {
        int length = part.classes.length;
        System.arraycopy(part.boxes, 0, all.boxes, 4 * at, 4 * length);
        System.arraycopy(part.scores, 0, all.scores, at, length);
        System.arraycopy(part.classes, 0, all.classes, at, length);
        at += length;
      }
      return all;
    }

    private Found pick(int[] order) {
      var pickedScores = new float[order.length];
      var pickedClasses = new int[order.length];
      for (int i = 0; i < order.length; i++) {
        pickedScores[i] = scores[order[i]];
        pickedClasses[i] = classes[order[i]];
      }
      return new Found(Boxes.pick(boxes, order), pickedScores, pickedClasses);
    }
  }

  /**
   * Filters.
   *
   * @param threshold smallest score
   */
  Found filter(InferenceGraph.Heads heads, double threshold) {
    var detect = config.detect();
    var all = above(heads, threshold);
    var kept = Nms.keepByClass(all.boxes(), all.scores(), all.classes(), detect.nms());
    var best = all.pick(Arrays.copyOf(kept, Math.min(kept.length, detect.limit())));
    return best.pick(Nms.keep(best.boxes(), best.scores(), detect.agnosticNms()));
  }

  private Found above(InferenceGraph.Heads heads, double threshold) {
    int classes = config.categories();
    int count = heads.proposals().count();
    var boxes = new ArrayList<float[]>();
    var scores = new ArrayList<Float>();
    var labels = new ArrayList<Integer>();
    for (int p = 0; p < count; p++) {
      var probabilities = softmax(heads.logits(), p * (classes + 1), classes + 1);
      for (int c = 0; c < classes; c++) {
        if (probabilities[c] > threshold) {
          var box = new float[4];
          BoxCoder.ROI.decode(
              heads.proposals().boxes(), p, heads.deltas(), p * classes + c, box, 0);
          var clipped = Boxes.clip(box, config.imageSize(), config.imageSize());
          if (Boxes.area(clipped, 0) > 0) {
            boxes.add(clipped);
            scores.add(probabilities[c]);
            labels.add(c);
          }
        }
      }
    }
    var flat = new float[4 * boxes.size()];
    var flatScores = new float[boxes.size()];
    for (int i = 0; i < boxes.size(); i++) {
      System.arraycopy(boxes.get(i), 0, flat, 4 * i, 4);
      flatScores[i] = scores.get(i);
    }
    return new Found(flat, flatScores, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  private static float[] softmax(float[] logits, int from, int count) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, logits[i]);
    }
    var result = new float[count];
    double total = 0;
    for (int i = 0; i < count; i++) {
      result[i] = (float) Math.exp(logits[from + i] - largest);
      total += result[i];
    }
    for (int i = 0; i < count; i++) {
      result[i] = (float) (result[i] / total);
    }
    return result;
  }
}
