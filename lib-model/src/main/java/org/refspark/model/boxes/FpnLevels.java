package org.refspark.model.boxes;

/**
 * The pyramid level that a box is pooled from (Feature Pyramid Networks, eq. 1): a box of the
 * canonical size belongs to the canonical level, one half as large to the level below.
 *
 * @param min finest level there is, 2 for P2
 * @param max coarsest level there is
 * @param canonicalSize square root of an area in pixels, 224 in the paper
 * @param canonicalLevel 4 in the paper
 */
public record FpnLevels(int min, int max, double canonicalSize, int canonicalLevel) {
  public FpnLevels {
    if (min > max || !(canonicalSize > 0)) {
      throw new IllegalArgumentException(
          "Levels must ascend and the canonical size be above 0, but are %d to %d and %s"
              .formatted(min, max, canonicalSize));
    }
  }

  /** Level of box {@code i}: {@code ⌊canonicalLevel + log2(√area / canonicalSize)⌋}, limited. */
  public int level(float[] boxes, int i) {
    // The small term keeps an empty box finite, and a box of just a power of two on its level.
    double scale = Math.sqrt(Boxes.area(boxes, i)) / canonicalSize + 1e-8;
    int level = (int) Math.floor(canonicalLevel + Math.log(scale) / Math.log(2));
    return Math.max(min, Math.min(max, level));
  }

  /** Levels of all boxes. */
  public int[] levels(float[] boxes) {
    var levels = new int[Boxes.count(boxes)];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = level(boxes, i);
    }
    return levels;
  }
}
