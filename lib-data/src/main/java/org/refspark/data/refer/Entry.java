package org.refspark.data.refer;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.refspark.data.coco.CocoImage;
import org.refspark.data.coco.CocoObject;

/**
 * What the annotations say of one picture: a small value to send to where the picture is read.
 *
 * @param split the split that was asked for
 * @param image id of the picture
 * @param listed what {@code instances.json} says of the picture; null where it does not list it
 * @param objects all that is annotated in the picture, in published order
 * @param references to its objects, in published order
 * @param categories published ids of the data set's categories, by number from 1
 */
public record Entry(
    String split,
    long image,
    CocoImage listed,
    List<CocoObject> objects,
    List<Reference> references,
    List<Integer> categories)
    implements Serializable {
  public Entry {
    objects = List.copyOf(objects);
    references = List.copyOf(references);
    categories = List.copyOf(categories);
  }

  /** {@code <split>/<image id>}: by Google's split, one picture is in {@code train} and val. */
  public String id() {
    return split + "/" + image;
  }

  /** The picture's file name and size, where they are known. */
  Optional<CocoImage> picture() {
    return Optional.ofNullable(listed);
  }
}
