package org.refspark.data.sketchyscene;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.refspark.data.mask.Rle;

/**
 * One label per pixel, as {@code INSTANCE_GT} and {@code CLASS_GT} hold them; 0 is background.
 *
 * @param height rows
 * @param width columns
 * @param labels height × width values of 0 or more, row by row; not copied
 */
public record LabelMap(int height, int width, int[] labels) {
  public LabelMap {
    Objects.requireNonNull(labels, "labels");
    if (height < 1 || width < 1 || labels.length != (long) height * width) {
      throw new IllegalArgumentException(
          "a label map of %d rows and %d columns with %d labels"
              .formatted(height, width, labels.length));
    }
  }

  /** The mask of every label that occurs, without the background, in the order of the labels. */
  public TreeMap<Integer, Rle> masks() {
    var runs = new TreeMap<Integer, RunList>();
    int position = 0;
    for (int column = 0; column < width; column++) {
      for (int at = column; at < labels.length; at += width) {
        if (labels[at] != 0) {
          runs.computeIfAbsent(labels[at], label -> new RunList()).add(position);
        }
        position++;
      }
    }
    var masks = new TreeMap<Integer, Rle>();
    for (Map.Entry<Integer, RunList> entry : runs.entrySet()) {
      masks.put(entry.getKey(), Rle.ofCounts(height, width, entry.getValue().counts(position)));
    }
    return masks;
  }

  /** Grows a mask's runs pixel by pixel, in column-major order. */
  private static final class RunList {
    private int[] counts = new int[16];
    private int size;
    private int end;

    void add(int position) {
      if (size == 0 || position != end) {
        if (size + 3 > counts.length) {
          counts = Arrays.copyOf(counts, 2 * counts.length);
        }
        counts[size++] = position - end;
        counts[size++] = 0;
      }
      counts[size - 1]++;
      end = position + 1;
    }

    int[] counts(int pixels) {
      if (end == pixels) {
        return Arrays.copyOf(counts, size);
      }
      counts[size] = pixels - end;
      return Arrays.copyOf(counts, size + 1);
    }
  }
}
