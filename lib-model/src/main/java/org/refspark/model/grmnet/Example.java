package org.refspark.model.grmnet;

import java.util.List;

/**
 * One expression of a training batch: what it means in its picture.
 *
 * @param picture the prepared picture
 * @param targets indices of the instances meant
 * @param boxes their boxes, flat
 * @param classes their classes, from 0
 * @param seed of this example's sampling in this step
 * @param real false for filling
 */
record Example(
    PreparedPicture picture,
    List<Integer> targets,
    float[] boxes,
    int[] classes,
    long seed,
    boolean real) {

  static Example of(PreparedPicture picture, List<Integer> targets, long seed) {
    var boxes = new float[4 * targets.size()];
    var classes = new int[targets.size()];
    for (int i = 0; i < classes.length; i++) {
      System.arraycopy(picture.boxes()[targets.get(i)], 0, boxes, 4 * i, 4);
      classes[i] = picture.classes()[targets.get(i)];
    }
    return new Example(picture, List.copyOf(targets), boxes, classes, seed, true);
  }

  /** An example that weighs nothing, so that a smaller batch fits the graph. */
  static Example filling(PreparedPicture picture) {
    return new Example(picture, List.of(), new float[0], new int[0], 0, false);
  }
}
