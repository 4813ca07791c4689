package org.refspark.data.refer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.Reasons;
import org.refspark.data.coco.CocoObject;
import org.refspark.data.coco.CocoSegmentation;
import org.refspark.data.image.PictureSize;
import org.refspark.data.mask.Rle;

/** The annotated objects of one picture as instances, found by their annotation ids. */
final class PictureObjects {
  private final String file;
  private final Entry entry;
  private final PictureSize size;
  private final Set<Long> meant = new HashSet<>();
  private final List<Instance> instances = new ArrayList<>();
  private final Map<Long, Integer> byAnnotation = new HashMap<>();

  private PictureObjects(String file, Entry entry, PictureSize size) {
    this.file = file;
    this.entry = entry;
    this.size = size;
  }

  /**
   * Draws the objects of a picture. What is wrong with an object matters only where a reference
   * means it; any other is left out.
   *
   * @param file how messages name {@code instances.json}
   * @param size of the picture
   * @throws DataFormatException where an object that is meant cannot be drawn, has no pixel or no
   *     category, or is there twice
   */
  static PictureObjects of(String file, Entry entry, PictureSize size) throws DataFormatException {
    var objects = new PictureObjects(file, entry, size);
    entry.references().forEach(reference -> objects.meant.addAll(reference.annotations()));
    for (var object : entry.objects()) {
      objects.add(object);
    }
    return objects;
  }

  /** In published order. */
  List<Instance> instances() {
    return instances;
  }

  /** The index of an annotation's instance. */
  OptionalInt instance(long annotation) {
    var index = byAnnotation.get(annotation);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  private void add(CocoObject object) throws DataFormatException {
    boolean isMeant = meant.contains(object.id());
    if (object.crowd() && !isMeant) {
      return;
    }
    try {
      addInstance(object);
    } catch (DataFormatException e) {
      // A damaged distractor takes nothing from what the references mean.
      if (isMeant) {
        throw e;
      }
    }
  }

  private void addInstance(CocoObject object) throws DataFormatException {
    var mask = mask(object);
    if (mask.isEmpty()) {
      throw wrong(object, Reasons.EMPTY_MASK, "has no pixel, but a reference means it");
    }
    int category = entry.categories().indexOf(object.category()) + 1;
    if (category == 0) {
      throw wrong(
          object,
          Reasons.BAD_CATEGORY,
          "has category %d, which the file does not list".formatted(object.category()));
    }
    if (byAnnotation.put(object.id(), instances.size()) != null) {
      throw wrong(object, Reasons.BAD_ANNOTATIONS, "is there twice, expected once");
    }
    instances.add(new Instance(category, mask));
  }

  private Rle mask(CocoObject object) throws DataFormatException {
    // COCO's own code drops an odd last number, which hides that the outline is damaged.
    if (object.segmentation() instanceof CocoSegmentation.Rings rings) {
      for (var ring : rings.rings()) {
        if (ring.length % 2 != 0) {
          throw wrong(
              object,
              Reasons.BAD_SEGMENTATION,
              "has an outline of %d numbers, expected x and y in turn".formatted(ring.length));
        }
      }
    }
    try {
      return object.segmentation().mask(size.height(), size.width());
    } catch (IllegalArgumentException e) {
      throw wrong(object, Reasons.BAD_SEGMENTATION, "cannot be drawn: " + e.getMessage());
    }
  }

  private DataFormatException wrong(CocoObject object, String reason, String problem) {
    return new DataFormatException(
        file,
        reason,
        "annotation %d of image %d %s".formatted(object.id(), entry.image(), problem),
        null);
  }
}
