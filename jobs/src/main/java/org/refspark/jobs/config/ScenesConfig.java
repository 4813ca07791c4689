package org.refspark.jobs.config;

import java.util.List;
import org.refspark.data.synthetic.SceneCategory;

/**
 * Section {@code scenes}: what {@code synthesize} draws.
 *
 * @param train scenes of the split train
 * @param val scenes of the split val
 * @param test scenes of the split test
 * @param seed of everything drawn
 * @param size width and height of a picture, pixels
 * @param leastObjects fewest objects of a scene
 * @param mostObjects most objects of a scene
 * @param categories what may be drawn; empty for all
 */
public record ScenesConfig(
    int train,
    int val,
    int test,
    long seed,
    int size,
    int leastObjects,
    int mostObjects,
    List<SceneCategory> categories)
    implements java.io.Serializable {
  public ScenesConfig {
    Allowed.atLeast(0, "train", train);
    Allowed.atLeast(0, "val", val);
    Allowed.atLeast(0, "test", test);
    Allowed.between(64, 2048, "size", size);
    Allowed.between(3, 12, "least-objects", leastObjects);
    Allowed.between(leastObjects, 12, "most-objects", mostObjects);
    if (!categories.isEmpty() && categories.size() < 4) {
      throw new IllegalArgumentException(
          "categories is %s, expected none (for all) or at least four".formatted(categories));
    }
  }
}
