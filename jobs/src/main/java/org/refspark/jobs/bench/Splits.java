package org.refspark.jobs.bench;

import java.util.List;

/**
 * Splits of a generated data set that grow: once, 4 times and 16 times as many pictures.
 *
 * @param pictures of the smallest
 */
record Splits(int pictures) {
  /**
   * One of them.
   *
   * @param name in the published layout
   * @param pictures how many
   * @param times as many as the smallest has
   */
  record Split(String name, int pictures, int times) {
    /** For tables. */
    String text() {
      return "%dx: %,d pictures".formatted(times, pictures);
    }
  }

  List<Split> all() {
    return List.of(
        new Split("train", pictures, 1),
        new Split("val", 4 * pictures, 4),
        new Split("test", 16 * pictures, 16));
  }
}
