package org.refspark.model.boxes;

import java.util.Arrays;

/**
 * Turns the RPN's output of one picture (and expression) into proposals: on each level the best
 * logits, decoded and clipped, empty boxes dropped, duplicates suppressed; then the best of all
 * levels.
 *
 * @param preNms boxes of a level that enter suppression, at most
 * @param postNms proposals of the picture, at most
 * @param nmsThreshold IoU above which a box with a lower logit is suppressed
 */
public record ProposalSelection(int preNms, int postNms, double nmsThreshold) {
  public ProposalSelection {
    if (preNms < 1 || postNms < 1 || !(0 <= nmsThreshold && nmsThreshold <= 1)) {
      throw new IllegalArgumentException(
          "Counts must be from 1 and the threshold from 0 to 1, but are %d, %d, %s"
              .formatted(preNms, postNms, nmsThreshold));
    }
  }

  /**
   * Selects proposals. Boxes whose logit or offsets are not a number are dropped.
   *
   * @param anchors A boxes, level after level
   * @param anchorsPerLevel how many of them each level has
   * @param logits A objectness logits
   * @param deltas A×4 offsets from the anchors ({@link BoxCoder#RPN})
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  public Proposals select(
      float[] anchors,
      int[] anchorsPerLevel,
      float[] logits,
      float[] deltas,
      int width,
      int height) {
    int total = Arrays.stream(anchorsPerLevel).sum();
    if (anchors.length != 4 * total || deltas.length != 4 * total || logits.length != total) {
      throw new IllegalArgumentException(
          "%d anchors need 4 numbers, 4 offsets and a logit each, but there are %d, %d and %d"
              .formatted(total, anchors.length, deltas.length, logits.length));
    }
    var levels = new Proposals[anchorsPerLevel.length];
    int from = 0;
    for (int level = 0; level < levels.length; level++) {
      int to = from + anchorsPerLevel[level];
      levels[level] = ofLevel(level, from, to, anchors, logits, deltas, width, height);
      from = to;
    }
    return best(levels);
  }

  private Proposals ofLevel(
      int level,
      int from,
      int to,
      float[] anchors,
      float[] logits,
      float[] deltas,
      int width,
      int height) {
    int[] order = Ranking.top(logits, from, to, preNms);
    var boxes = new float[4 * order.length];
    var boxLogits = new float[order.length];
    int n = 0;
    for (int i : order) {
      BoxCoder.RPN.decode(anchors, i, deltas, i, boxes, n);
      Boxes.clipInPlace(boxes, n, width, height);
      boolean numbers = !Float.isNaN(logits[i]);
      // A box that is not a number has no area.
      if (numbers && Boxes.area(boxes, n) > 0) {
        boxLogits[n++] = logits[i];
      }
    }
    // No level can give more than the picture has room for, so suppression may end there.
    int[] kept = Nms.keepOrdered(boxes, new int[n], n, nmsThreshold, postNms);
    var levels = new int[kept.length];
    Arrays.fill(levels, level);
    return new Proposals(Boxes.pick(boxes, kept), pick(boxLogits, kept), levels);
  }

  private Proposals best(Proposals[] levels) {
    int total = Arrays.stream(levels).mapToInt(Proposals::count).sum();
    var all = new Proposals(new float[4 * total], new float[total], new int[total]);
    int next = 0;
    for (var level : levels) {
      System.arraycopy(level.boxes(), 0, all.boxes(), 4 * next, 4 * level.count());
      System.arraycopy(level.logits(), 0, all.logits(), next, level.count());
      System.arraycopy(level.levels(), 0, all.levels(), next, level.count());
      next += level.count();
    }
    int[] order = Ranking.top(all.logits(), 0, total, postNms);
    var bestLevels = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      bestLevels[i] = all.levels()[order[i]];
    }
    return new Proposals(Boxes.pick(all.boxes(), order), pick(all.logits(), order), bestLevels);
  }

  private static float[] pick(float[] values, int[] indices) {
    var picked = new float[indices.length];
    for (int i = 0; i < indices.length; i++) {
      picked[i] = values[indices[i]];
    }
    return picked;
  }
}
