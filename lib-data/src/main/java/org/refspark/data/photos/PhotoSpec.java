package org.refspark.data.photos;

/**
 * What generated photos are like.
 *
 * @param seed of the whole set; photos of one seed differ by split and number
 * @param size the longer side in pixels, 64 to 2048
 * @param leastObjects fewest objects of a photo, 2 or more
 * @param mostObjects most objects of a photo, 6 or fewer
 */
public record PhotoSpec(long seed, int size, int leastObjects, int mostObjects) {
  public PhotoSpec {
    if (size < 64 || size > 2048) {
      throw new IllegalArgumentException("size is " + size + ", expected 64 to 2048 pixels");
    }
    if (leastObjects < 2 || leastObjects > mostObjects || mostObjects > 6) {
      throw new IllegalArgumentException(
          "objects are %d to %d, expected a range within 2 to 6"
              .formatted(leastObjects, mostObjects));
    }
  }

  /** Photos of 320 pixels with 3 to 5 objects. */
  public static PhotoSpec of(long seed) {
    return new PhotoSpec(seed, 320, 3, 5);
  }
}
