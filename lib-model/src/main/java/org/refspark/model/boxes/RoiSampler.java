package org.refspark.model.boxes;

import java.util.Arrays;

/**
 * Chooses the regions that the box and mask heads learn from, among proposals and ground truth.
 *
 * @param sampler how many regions, and the greatest share of foreground
 * @param matcher which regions are foreground
 * @param groundTruthBoxes whether ground truth is among the regions to choose from
 * @param background label of regions that are not foreground
 */
public record RoiSampler(
    Sampler sampler, Matcher matcher, GroundTruthBoxes groundTruthBoxes, int background) {
  /** Whether ground truth is among the regions to choose from. */
  public enum GroundTruthBoxes {
    /** After the proposals: the heads see well-placed boxes from the first step on. */
    APPENDED,
    /** Proposals only. */
    LEFT_OUT
  }

  /**
   * Chooses regions and says what the heads should find there.
   *
   * @param proposals P boxes, each with an area
   * @param groundTruth M boxes, each with an area
   * @param classes M classes
   * @param seed equal arguments give equal regions
   */
  public RoiTargets sample(float[] proposals, float[] groundTruth, int[] classes, long seed) {
    if (Boxes.count(groundTruth) != classes.length) {
      throw new IllegalArgumentException(
          "Each ground truth needs a class, but there are %d boxes and %d classes"
              .formatted(Boxes.count(groundTruth), classes.length));
    }
    float[] candidates =
        switch (groundTruthBoxes) {
          case APPENDED -> concat(proposals, groundTruth);
          case LEFT_OUT -> proposals;
        };
    var matches = matcher.match(candidates, groundTruth);
    var sample = sampler.sample(matches.labels(), seed);
    int[] order = fill(concat(sample.positives(), sample.negatives()), sampler.count());
    int foreground = sample.positives().length;
    int valid = foreground + sample.negatives().length;

    var regions = order.length == 0 ? placeholders() : Boxes.pick(candidates, order);
    int[] labels = new int[sampler.count()];
    Arrays.fill(labels, background);
    int[] matched = new int[sampler.count()];
    Arrays.fill(matched, -1);
    var deltas = new float[4 * sampler.count()];
    for (int i = 0; i < foreground; i++) {
      matched[i] = matches.groundTruth()[order[i]];
      labels[i] = classes[matched[i]];
      BoxCoder.ROI.encode(regions, i, groundTruth, matched[i], deltas, i);
    }
    var weights = new float[sampler.count()];
    Arrays.fill(weights, 0, valid, 1);
    int[] members = members(order, Boxes.count(proposals));
    return new RoiTargets(regions, members, labels, matched, deltas, weights, foreground, valid);
  }

  /** Repeats the chosen ones until there are {@code count}; none where none was chosen. */
  private static int[] fill(int[] chosen, int count) {
    if (chosen.length == 0) {
      return chosen;
    }
    var filled = Arrays.copyOf(chosen, count);
    for (int i = chosen.length; i < count; i++) {
      filled[i] = filled[i - chosen.length];
    }
    return filled;
  }

  /** Regions of one pixel, for a picture without any candidate. */
  private float[] placeholders() {
    var boxes = new float[4 * sampler.count()];
    for (int i = 0; i < sampler.count(); i++) {
      boxes[4 * i + 2] = 1;
      boxes[4 * i + 3] = 1;
    }
    return boxes;
  }

  private int[] members(int[] order, int proposals) {
    var members = new int[sampler.count()];
    Arrays.fill(members, -1);
    for (int i = 0; i < order.length; i++) {
      members[i] = order[i] < proposals ? order[i] : -1;
    }
    return members;
  }

  private static float[] concat(float[] first, float[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static int[] concat(int[] first, int[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
