package org.refspark.data.coco;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.mask.Rle;

/**
 * A ground-truth file in COCO's instances format.
 *
 * @param file named in messages
 * @param images by id, in the file's order
 * @param annotations in the file's order; some may belong to pictures that the file does not list
 * @param categories in the file's order
 */
public record CocoGroundTruth(
    String file,
    Map<Long, CocoImage> images,
    List<CocoAnnotation> annotations,
    List<CocoCategory> categories) {

  public CocoGroundTruth {
    images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
    annotations = List.copyOf(annotations);
    categories = List.copyOf(categories);
  }

  /** Reads a file. */
  public static CocoGroundTruth read(DataFiles files, String path) throws IOException {
    Map<Long, CocoImage> images = new LinkedHashMap<>();
    List<CocoAnnotation> annotations = new ArrayList<>();
    List<CocoCategory> categories = new ArrayList<>();
    try (var parser = new CocoParser(files, path)) {
      parser.lists(
          Map.of(
              "images", (element, i) -> addImage(images, element),
              "annotations", (element, i) -> annotations.add(annotation(element)),
              "categories", (element, i) -> categories.add(category(element))));
    }
    return new CocoGroundTruth(files.describe(path), images, annotations, categories);
  }

  /** The picture of an annotation, where the file lists it. */
  public Optional<CocoImage> image(CocoAnnotation annotation) {
    return Optional.ofNullable(images.get(annotation.image()));
  }

  /**
   * The annotation's pixels, at the size of its picture.
   *
   * @throws DataFormatException where the picture is not listed or the segmentation is absent or
   *     not drawable
   */
  public Rle mask(CocoAnnotation annotation) throws DataFormatException {
    var image = image(annotation).orElseThrow(() -> wrong(annotation, "names an unknown image"));
    var segmentation =
        annotation.segmentation().orElseThrow(() -> wrong(annotation, "has no 'segmentation'"));
    try {
      return segmentation.mask(image.height(), image.width());
    } catch (IllegalArgumentException e) {
      throw wrong(annotation, "cannot be drawn: " + e.getMessage());
    }
  }

  /** The annotation's published box, {@code [x, y, width, height]} in pixels. */
  public double[] box(CocoAnnotation annotation) throws DataFormatException {
    return annotation.box().orElseThrow(() -> wrong(annotation, "has no 'bbox'"));
  }

  /** The annotation's published area in pixels. */
  public double area(CocoAnnotation annotation) throws DataFormatException {
    return annotation.area().orElseThrow(() -> wrong(annotation, "has no 'area'"));
  }

  private DataFormatException wrong(CocoAnnotation annotation, String problem) {
    return new DataFormatException(
        file,
        "annotation %d of image %d %s".formatted(annotation.id(), annotation.image(), problem));
  }

  static void addImage(Map<Long, CocoImage> images, JsonElement element)
      throws DataFormatException {
    var image =
        new CocoImage(
            element.id("id"),
            element.side("height"),
            element.side("width"),
            element.text("file_name"));
    if (images.put(image.id(), image) != null) {
      throw new DataFormatException(
          element.file(), "%s repeats image %d".formatted(element.place(), image.id()));
    }
  }

  private static CocoAnnotation annotation(JsonElement element) throws DataFormatException {
    return new CocoAnnotation(
        element.id("id"),
        element.id("image_id"),
        element.integer("category_id"),
        element.flag("iscrowd"),
        element.optionalNumber("area"),
        element.box("bbox"),
        element.segmentation("segmentation"));
  }

  static CocoCategory category(JsonElement element) throws DataFormatException {
    return new CocoCategory(element.integer("id"), element.text("name"));
  }
}
