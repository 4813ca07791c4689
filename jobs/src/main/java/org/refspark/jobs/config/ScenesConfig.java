package org.refspark.jobs.config;

import java.util.List;
import org.refspark.data.synthetic.SceneCategory;

/**
 * Section {@code scenes}: what {@code synthesize} draws.
 *
 * @param kind sketches in SketchyScene-Matching's layout, or photos in RefCOCO's
 * @param train scenes of the split train
 * @param val scenes of the split val
 * @param test scenes of the split test; of photos one half goes to testA and one to testB
 * @param seed of everything drawn
 * @param size width and height of a sketch, pixels
 * @param leastObjects fewest objects of a sketch
 * @param mostObjects most objects of a sketch
 * @param categories what may be sketched; empty for all
 * @param photos what photos are like
 */
public record ScenesConfig(
    Kind kind,
    int train,
    int val,
    int test,
    long seed,
    int size,
    int leastObjects,
    int mostObjects,
    List<SceneCategory> categories,
    Photos photos)
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

  /** What scenes are drawn as. */
  public enum Kind {
    SKETCHES,
    PHOTOS
  }

  /**
   * Section {@code scenes.photos}.
   *
   * @param size the longer side of a photo, pixels
   * @param leastObjects fewest objects of a photo
   * @param mostObjects most objects of a photo
   */
  public record Photos(int size, int leastObjects, int mostObjects)
      implements java.io.Serializable {
    public Photos {
      Allowed.between(64, 2048, "size", size);
      Allowed.between(2, 6, "least-objects", leastObjects);
      Allowed.between(leastObjects, 6, "most-objects", mostObjects);
    }
  }
}
