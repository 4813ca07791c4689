package org.refspark.data.coco;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.data.mask.Rle;

/**
 * A results file in COCO's format. As in pycocotools, the first result decides for all: if it has a
 * box, every result must have one, areas are the boxes' and a missing mask is the box's rectangle;
 * else areas are the masks' pixel counts and a missing box is the mask's.
 *
 * @param file named in messages
 * @param detections in the file's order, which decides between equal scores
 */
public record CocoResults(String file, List<CocoResult> detections) {
  public CocoResults {
    detections = List.copyOf(detections);
  }

  /** Reads a file. */
  public static CocoResults read(DataFiles files, String path) throws IOException {
    List<CocoResult> detections = new ArrayList<>();
    try (var parser = new CocoParser(files, path)) {
      parser.list("results", (element, i) -> detections.add(result(element, i)));
    }
    return new CocoResults(files.describe(path), detections);
  }

  /** The detection's pixels, at the size of its picture. */
  public Rle mask(CocoResult result, CocoImage image) throws DataFormatException {
    var segmentation =
        result.segmentation().isEmpty() && boxesLead()
            ? rectangle(box(result))
            : result.segmentation().orElseThrow(() -> wrong(result, "has no 'segmentation'"));
    try {
      return segmentation.mask(image.height(), image.width());
    } catch (IllegalArgumentException e) {
      throw wrong(result, "cannot be drawn: " + e.getMessage());
    }
  }

  /** The detection's box, {@code [x, y, width, height]} in pixels. */
  public double[] box(CocoResult result, CocoImage image) throws DataFormatException {
    return boxesLead() || result.box().isPresent() ? box(result) : mask(result, image).box();
  }

  /** The detection's area in pixels, by which it is small, medium or large. */
  public double area(CocoResult result, CocoImage image) throws DataFormatException {
    if (boxesLead()) {
      double[] box = box(result);
      return box[2] * box[3];
    }
    return mask(result, image).area();
  }

  private boolean boxesLead() {
    return !detections.isEmpty() && detections.get(0).box().isPresent();
  }

  private double[] box(CocoResult result) throws DataFormatException {
    return result.box().orElseThrow(() -> wrong(result, "has no 'bbox', but the first one has"));
  }

  private static CocoSegmentation rectangle(double[] box) {
    double right = box[0] + box[2];
    double bottom = box[1] + box[3];
    return new CocoSegmentation.Rings(
        List.of(new double[] {box[0], box[1], box[0], bottom, right, bottom, right, box[1]}));
  }

  private DataFormatException wrong(CocoResult result, String problem) {
    return new DataFormatException(file, "results[%d] %s".formatted(result.position(), problem));
  }

  private static CocoResult result(JsonElement element, int position) throws DataFormatException {
    return new CocoResult(
        position,
        element.id("image_id"),
        element.integer("category_id"),
        element.number("score"),
        element.box("bbox"),
        element.segmentation("segmentation"));
  }
}
