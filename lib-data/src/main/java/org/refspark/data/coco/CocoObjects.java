package org.refspark.data.coco;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;

/**
 * The objects of some pictures of a file in COCO's instances format. Where {@link CocoGroundTruth}
 * refuses a file for one damaged segmentation, here the object keeps what is wrong with it, so that
 * one picture can be set aside without the others.
 *
 * @param file named in messages
 * @param images by id, in the file's order
 * @param objects by the id of their picture, in the file's order
 * @param categories in the file's order
 */
public record CocoObjects(
    String file,
    Map<Long, CocoImage> images,
    Map<Long, List<CocoObject>> objects,
    List<CocoCategory> categories) {

  /**
   * Numbers of outlines and masks that are held at once, at most: 320 MB. All objects of RefCOCOg's
   * pictures have some 20 million.
   */
  private static final long MOST_NUMBERS = 40_000_000;

  public CocoObjects {
    images = Collections.unmodifiableMap(images);
    objects = Collections.unmodifiableMap(objects);
    categories = List.copyOf(categories);
  }

  /**
   * Reads a file as a stream and keeps what belongs to wanted pictures.
   *
   * @param wanted ids of pictures
   * @throws DataFormatException where the file is not of the format, or the outlines and masks of
   *     the wanted pictures hold more than 40 million numbers
   */
  public static CocoObjects read(DataFiles files, String path, LongPredicate wanted)
      throws IOException {
    return read(files, path, wanted, MOST_NUMBERS);
  }

  /** The same with another limit. */
  static CocoObjects read(DataFiles files, String path, LongPredicate wanted, long mostNumbers)
      throws IOException {
    var held = new HeldNumbers(files.describe(path), mostNumbers);
    Map<Long, CocoImage> images = new LinkedHashMap<>();
    Map<Long, List<CocoObject>> objects = new LinkedHashMap<>();
    List<CocoCategory> categories = new ArrayList<>();
    try (var parser = new CocoParser(files, path)) {
      parser.lists(
          Map.of(
              "images", (element, i) -> keepImage(images, element, wanted),
              "annotations", (element, i) -> keepObject(objects, element, wanted, held),
              "categories", (element, i) -> categories.add(CocoGroundTruth.category(element))));
    }
    return new CocoObjects(files.describe(path), images, objects, categories);
  }

  /** The picture, where the file lists it. */
  public Optional<CocoImage> image(long id) {
    return Optional.ofNullable(images.get(id));
  }

  /** The objects of a picture; none where the file annotates none. */
  public List<CocoObject> objects(long image) {
    return objects.getOrDefault(image, List.of());
  }

  private static void keepImage(
      Map<Long, CocoImage> images, JsonElement element, LongPredicate wanted)
      throws DataFormatException {
    if (wanted.test(element.id("id"))) {
      CocoGroundTruth.addImage(images, element);
    }
  }

  private static void keepObject(
      Map<Long, List<CocoObject>> objects,
      JsonElement element,
      LongPredicate wanted,
      HeldNumbers held)
      throws DataFormatException {
    long image = element.id("image_id");
    if (wanted.test(image)) {
      var segmentation = segmentation(element);
      held.add(segmentation);
      objects
          .computeIfAbsent(image, id -> new ArrayList<>())
          .add(
              new CocoObject(
                  element.id("id"),
                  element.integer("category_id"),
                  element.flag("iscrowd"),
                  segmentation));
    }
  }

  private static CocoSegmentation segmentation(JsonElement element) {
    try {
      return element
          .segmentation("segmentation")
          .orElseGet(() -> new CocoSegmentation.Unreadable("there is no 'segmentation'"));
    } catch (DataFormatException e) {
      return new CocoSegmentation.Unreadable(e.problem());
    }
  }
}
