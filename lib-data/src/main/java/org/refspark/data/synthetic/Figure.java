package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * What of an object can be seen, as expressions judge it: the box of its visible ink (pixels,
 * inclusive) and where it truly stands, which something in front of it may hide.
 *
 * @param index the index expressions use: the rank of the object's label
 */
record Figure(
    int index, SceneCategory category, int left, int top, int right, int bottom, double foot) {

  double middle() {
    return (left + right) / 2.0;
  }

  double level() {
    return (top + bottom) / 2.0;
  }

  int width() {
    return right - left + 1;
  }

  /**
   * Measures every object of a label map.
   *
   * @param labels rising; the i-th is that of {@code objects.get(i)}
   */
  static List<Figure> measure(int[] map, int size, int[] labels, List<Placement> objects) {
    var boxes = new int[labels[labels.length - 1] + 1][];
    for (int label : labels) {
      boxes[label] = new int[] {size, size, -1, -1};
    }
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int label = map[y * size + x];
        if (label > 0) {
          var box = boxes[label];
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x);
          box[3] = Math.max(box[3], y);
        }
      }
    }
    double zoom = size / (double) SceneSpec.PUBLISHED_SIZE;
    var figures = new ArrayList<Figure>();
    for (int i = 0; i < labels.length; i++) {
      var box = boxes[labels[i]];
      var object = objects.get(i);
      figures.add(
          new Figure(i, object.category(), box[0], box[1], box[2], box[3], zoom * object.foot()));
    }
    return figures;
  }
}
