package org.refspark.data.synthetic;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What generated scenes are like.
 *
 * @param seed of the whole set; scenes of one seed differ by split and number
 * @param size width and height of a picture in pixels, 64 to 2048; the published size is 750
 * @param leastObjects fewest objects of a scene, 3 or more
 * @param mostObjects most objects of a scene, 12 or fewer
 * @param categories what may be drawn, at least four and at least one on the ground
 */
public record SceneSpec(
    long seed, int size, int leastObjects, int mostObjects, List<SceneCategory> categories) {
  /** The published pictures' width and height. */
  public static final int PUBLISHED_SIZE = 750;

  public SceneSpec {
    categories = List.copyOf(categories);
    require(size >= 64 && size <= 2048, "size is " + size + ", expected 64 to 2048 pixels");
    require(
        leastObjects >= 3 && leastObjects <= mostObjects && mostObjects <= 12,
        "objects are %d to %d, expected a range within 3 to 12"
            .formatted(leastObjects, mostObjects));
    require(
        Set.copyOf(categories).size() == categories.size() && categories.size() >= 4,
        "categories are " + categories + ", expected at least four, each once");
    require(
        categories.stream().anyMatch(c -> c.place() == SceneCategory.Place.GROUND),
        "categories are " + categories + ", expected at least one that stands on the ground");
  }

  /** Scenes of the published size with 3 to 12 objects of all categories. */
  public static SceneSpec of(long seed) {
    return new SceneSpec(
        seed, PUBLISHED_SIZE, 3, 12, List.copyOf(EnumSet.allOf(SceneCategory.class)));
  }

  /** The same scenes' plan at another picture size. */
  public SceneSpec withSize(int pixels) {
    return new SceneSpec(seed, pixels, leastObjects, mostObjects, categories);
  }

  /** Scenes of these categories only. */
  public SceneSpec withCategories(List<SceneCategory> chosen) {
    return new SceneSpec(seed, size, leastObjects, mostObjects, chosen);
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
