package org.refspark.data.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Draws scenes: a pure function of (specification, split, number), so any task can make any one.
 */
public final class SceneGenerator {
  private static final int ATTEMPTS = 100;
  private static final int FEWEST_EXPRESSIONS = 8;
  private static final int MOST_EXPRESSIONS = 20;

  /** An object that shows less of its ink than this is taken out of the scene. */
  private static final double LEAST_VISIBLE = 0.6;

  private static final int LEAST_INK = 60;
  private static final int LARGEST_LABEL_STEP = 8;

  private SceneGenerator() {}

  /** A scene of the published size, see {@link SceneSpec#of(long)}. */
  public static SyntheticScene scene(long seed, String split, int number) {
    return scene(SceneSpec.of(seed), split, number);
  }

  /**
   * One scene.
   *
   * @param split any name; scenes of one number differ between splits
   * @param number key within the split, from 1
   * @throws IllegalStateException if the specification's categories give too little to speak of
   */
  public static SyntheticScene scene(SceneSpec spec, String split, int number) {
    if (number < 1) {
      throw new IllegalArgumentException("number is " + number + ", expected 1 or more");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var scene = attempt(spec, split, number, Dice.of(spec.seed(), split, number, attempt));
      if (scene.isPresent()) {
        return scene.get();
      }
    }
    throw new IllegalStateException(
        "no scene with %d expressions came of %s in %d attempts, allow more categories or objects"
            .formatted(FEWEST_EXPRESSIONS, spec, ATTEMPTS));
  }

  private static Optional<SyntheticScene> attempt(
      SceneSpec spec, String split, int number, Dice dice) {
    int size = spec.size();
    var objects = new ArrayList<>(new Composition(spec, dice).objects());
    var canvas = clearView(objects, size);
    if (objects.size() < spec.leastObjects()) {
      return Optional.empty();
    }
    var order = labelOrder(objects.size(), dice);
    var labels = labels(objects.size(), dice);
    var labelOf = new int[objects.size() + 1];
    for (int rank = 0; rank < labels.length; rank++) {
      labelOf[order.get(rank) + 1] = labels[rank];
    }
    var map = canvas.owners();
    for (int i = 0; i < map.length; i++) {
      map[i] = labelOf[map[i]];
    }
    var inOrder = order.stream().map(objects::get).toList();
    var expressions =
        Expressions.about(Figure.measure(map, size, labels, inOrder), size)
            .choose(dice.count(FEWEST_EXPRESSIONS, MOST_EXPRESSIONS), dice);
    if (expressions.size() < FEWEST_EXPRESSIONS) {
      return Optional.empty();
    }
    var categories = new TreeMap<Integer, SceneCategory>();
    for (int rank = 0; rank < labels.length; rank++) {
      categories.put(labels[rank], inOrder.get(rank).category());
    }
    var picture = BitPng.encode(map, size);
    return Optional.of(
        new SyntheticScene(split, number, size, picture, map, categories, expressions));
  }

  /** Paints the objects, taking out the most hidden one until all can be seen well. */
  private static Canvas clearView(List<Placement> objects, int size) {
    double zoom = size / (double) SceneSpec.PUBLISHED_SIZE;
    while (true) {
      var canvas = new Canvas(objects, size);
      int worst = -1;
      double least = LEAST_VISIBLE;
      for (int i = 0; i < objects.size(); i++) {
        double visible = canvas.ink(i) < LEAST_INK * zoom * zoom ? 0 : canvas.visible(i);
        if (visible < least) {
          worst = i;
          least = visible;
        }
      }
      if (worst < 0) {
        return canvas;
      }
      objects.remove(worst);
    }
  }

  /** Which object has the i-th smallest label: not the painting order, which would tell depth. */
  private static List<Integer> labelOrder(int objects, Dice dice) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < objects; i++) {
      order.add(i);
    }
    dice.shuffle(order);
    return order;
  }

  /** Rising labels with gaps, as published. */
  private static int[] labels(int objects, Dice dice) {
    var labels = new int[objects];
    int label = 0;
    for (int i = 0; i < objects; i++) {
      label += dice.count(1, LARGEST_LABEL_STEP);
      labels[i] = label;
    }
    return labels;
  }
}
