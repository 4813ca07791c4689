package org.refspark.data.photos;

import java.io.Serializable;
import java.util.List;

/**
 * What a generated photo shows: everything of it but its pixels.
 *
 * @param split the split it belongs to
 * @param number its number within the split, from 1
 * @param width pixels
 * @param height pixels
 * @param objects in any order
 */
public record PhotoScene(String split, int number, int width, int height, List<PhotoObject> objects)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public PhotoScene {
    objects = List.copyOf(objects);
  }

  /** How many sentences are about it. */
  public int sentences() {
    return objects.stream().mapToInt(object -> object.sentences().size()).sum();
  }
}
