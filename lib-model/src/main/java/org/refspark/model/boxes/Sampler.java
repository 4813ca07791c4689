package org.refspark.model.boxes;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws a limited number of positive and negative boxes to learn from.
 *
 * @param count boxes to draw
 * @param positiveFraction greatest share of positives among {@code count}, 0 to 1; what they leave
 *     free goes to negatives
 */
public record Sampler(int count, double positiveFraction) {
  public Sampler {
    if (count < 0 || !(0 <= positiveFraction && positiveFraction <= 1)) {
      throw new IllegalArgumentException(
          "A sample takes a count from 0 and a fraction from 0 to 1, but got %d and %s"
              .formatted(count, positiveFraction));
    }
  }

  /**
   * Indices of what was drawn, each list in random order.
   *
   * @param positives at most {@code count · positiveFraction}
   * @param negatives as many as there is still room for
   */
  public record Sample(int[] positives, int[] negatives) {}

  /**
   * Draws without replacement, every positive (and every negative) with the same chance.
   *
   * @param labels as {@link Matcher} gives them; ignored boxes are not drawn
   * @param seed equal labels and seed give an equal sample
   */
  public Sample sample(byte[] labels, long seed) {
    var random = new SplittableRandom(seed);
    int[] positives =
        draw(indices(labels, Matcher.POSITIVE), (int) (count * positiveFraction), random);
    int[] negatives = draw(indices(labels, Matcher.NEGATIVE), count - positives.length, random);
    return new Sample(positives, negatives);
  }

  private static int[] indices(byte[] labels, byte label) {
    var indices = new int[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == label) {
        indices[count++] = i;
      }
    }
    return Arrays.copyOf(indices, count);
  }

  /** A random choice of at most {@code limit}, by the first steps of a Fisher–Yates shuffle. */
  private static int[] draw(int[] indices, int limit, SplittableRandom random) {
    int drawn = Math.min(limit, indices.length);
    for (int i = 0; i < drawn; i++) {
      int other = i + random.nextInt(indices.length - i);
      int swapped = indices[i];
      indices[i] = indices[other];
      indices[other] = swapped;
    }
    return Arrays.copyOf(indices, drawn);
  }
}
