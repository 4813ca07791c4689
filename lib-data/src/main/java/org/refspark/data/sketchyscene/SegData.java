package org.refspark.data.sketchyscene;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.image.Nearest;
import org.refspark.data.mask.Rle;
import org.refspark.data.pickle.NpyArray;
import org.refspark.data.pickle.NpzFile;

/**
 * Mask R-CNN's instances of a sketch as Zou et al. publish them: {@code <N>_datas.npz} with {@code
 * pred_boxes} (n × 4), {@code pred_class_ids} (n) and {@code pred_masks} (n matrices, each cropped
 * to its box), all at 768 × 768 pixels whatever the drawing's size.
 *
 * @param instances in published order
 */
public record SegData(List<Found> instances) {
  /** Rows and columns of the frame that boxes and masks refer to. */
  public static final int SIZE = 768;

  public SegData {
    instances = List.copyOf(instances);
  }

  /**
   * One instance.
   *
   * @param category 1 to 46
   * @param box rows and columns y1, x1, y2, x2, from 0, as published: the last row and column
   *     belong to the box, except 768, which is outside the frame
   * @param mask at 768 × 768
   */
  public record Found(int category, List<Integer> box, Rle mask) {
    public Found {
      box = List.copyOf(box);
    }
  }

  /**
   * Reads such a file.
   *
   * @param file how messages name it
   * @throws DataFormatException where it is damaged, or boxes, categories and masks do not fit
   */
  public static SegData read(String file, byte[] bytes) throws DataFormatException {
    Map<String, NpyArray> arrays = NpzFile.read(file, bytes);
    try {
      int[] categories = numbers(arrays, "pred_class_ids");
      int[] boxes = numbers(arrays, "pred_boxes");
      NpyArray masks = array(arrays, "pred_masks");
      if (!masks.holdsObjects()
          || boxes.length != 4 * categories.length
          || masks.objects().size() != categories.length) {
        throw new IllegalArgumentException(
            "%d categories, %d box corners and masks %s do not fit; expected n, 4 n and n matrices"
                .formatted(categories.length, boxes.length, masks));
      }
      var instances = new ArrayList<Found>();
      for (int i = 0; i < categories.length; i++) {
        int[] box = Arrays.copyOfRange(boxes, 4 * i, 4 * i + 4);
        instances.add(found(i, categories[i], box, masks.objects().get(i)));
      }
      return new SegData(instances);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DataFormatException(file, "corrupt-seg-data", e.getMessage(), e);
    }
  }

  /**
   * The instances at a drawing's size, masks resized by {@link Nearest#CORNERS}; an instance whose
   * strokes vanish is left out.
   */
  public List<Instance> instances(int height, int width) {
    return instances.stream()
        .map(
            found ->
                new Instance(found.category(), Nearest.CORNERS.resize(found.mask(), height, width)))
        .filter(instance -> !instance.mask().isEmpty())
        .toList();
  }

  private static Found found(int i, int category, int[] box, Object mask) {
    // A box at the frame's edge may end at 768, which the mask does not contain.
    int rows = Math.min(box[2] + 1, SIZE) - box[0];
    int columns = Math.min(box[3] + 1, SIZE) - box[1];
    if (!Categories.contains(category)) {
      throw new IllegalArgumentException(
          "category of instance %d is %d, expected 1 to %d"
              .formatted(i, category, Categories.count()));
    }
    if (box[0] < 0 || box[1] < 0 || rows < 1 || columns < 1 || box[2] > SIZE || box[3] > SIZE) {
      throw new IllegalArgumentException(
          "box of instance %d is %s, expected y1, x1, y2, x2 within 0 to %d"
              .formatted(i, Arrays.toString(box), SIZE));
    }
    if (!(mask instanceof NpyArray matrix)
        || !Arrays.equals(matrix.shape(), new int[] {rows, columns})) {
      throw new IllegalArgumentException(
          "mask of instance %d is %s, expected %d rows and %d columns"
              .formatted(i, mask instanceof NpyArray ? mask : "no matrix", rows, columns));
    }
    byte[] frame = new byte[SIZE * SIZE];
    int[] cropped = matrix.ints();
    for (int at = 0; at < cropped.length; at++) {
      int row = box[0] + at / columns;
      frame[row * SIZE + box[1] + at % columns] = (byte) (cropped[at] != 0 ? 1 : 0);
    }
    var corners = Arrays.stream(box).boxed().toList();
    return new Found(category, corners, Rle.ofPixels(SIZE, SIZE, frame));
  }

  private static int[] numbers(Map<String, NpyArray> arrays, String name) {
    return array(arrays, name).ints();
  }

  private static NpyArray array(Map<String, NpyArray> arrays, String name) {
    NpyArray array = arrays.get(name);
    if (array == null) {
      throw new IllegalArgumentException(
          "has no array \"%s\", only %s".formatted(name, arrays.keySet()));
    }
    return array;
  }
}
