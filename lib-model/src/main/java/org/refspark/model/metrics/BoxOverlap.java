package org.refspark.model.metrics;

import java.util.List;

/** IoU of boxes {@code [x, y, width, height]} by COCO's rules. */
final class BoxOverlap {
  private BoxOverlap() {}

  /** {@code [detections][truths]}; a crowd measures against the detection's area alone. */
  static double[][] iou(List<double[]> detections, List<double[]> truths, boolean[] crowd) {
    double[][] result = new double[detections.size()][crowd.length];
    for (int d = 0; d < result.length; d++) {
      for (int g = 0; g < crowd.length; g++) {
        result[d][g] = iou(detections.get(d), truths.get(g), crowd[g]);
      }
    }
    return result;
  }

  private static double iou(double[] a, double[] b, boolean crowd) {
    double width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
    double height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double shared = width * height;
    double areaA = a[2] * a[3];
    return shared / (crowd ? areaA : areaA + b[2] * b[3] - shared);
  }
}
