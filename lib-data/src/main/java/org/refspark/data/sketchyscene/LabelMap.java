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
 * @param labels height × width of them
 */
public record LabelMap(int height, int width, Labels labels) {
  public LabelMap {
    Objects.requireNonNull(labels, "labels");
    if (height < 1 || width < 1 || labels.length() != (long) height * width) {
      throw new IllegalArgumentException(
          "a label map of %d rows and %d columns with %d labels"
              .formatted(height, width, labels.length()));
    }
  }

  /** The label of a pixel. */
  public int label(int row, int column) {
    return labels.at(column * height + row);
  }

  /** The mask of every label that occurs, without the background, in the order of the labels. */
  public TreeMap<Integer, Rle> masks() {
    return masks((label, start, end) -> {});
  }

  /** Sees the pixels from start up to, but without, end, which have one label. */
  interface RunVisitor {
    void visit(int label, int start, int end);
  }

  /** The same; shows the runs that masks are made of, in the order of {@link #labels}. */
  TreeMap<Integer, Rle> masks(RunVisitor visitor) {
    var runs = new TreeMap<Integer, RunList>();
    int position = 0;
    while (position < labels.length()) {
      int label = labels.at(position);
      int end = labels.runEnd(position);
      if (label != 0) {
        runs.computeIfAbsent(label, absent -> new RunList()).add(position, end);
        visitor.visit(label, position, end);
      }
      position = end;
    }
    var masks = new TreeMap<Integer, Rle>();
    for (Map.Entry<Integer, RunList> entry : runs.entrySet()) {
      masks.put(
          entry.getKey(), Rle.ofCounts(height, width, entry.getValue().counts(labels.length())));
    }
    return masks;
  }

  /** Grows a mask's runs, in column-major order. */
  private static final class RunList {
    private int[] counts = new int[16];
    private int size;
    private int end;

    /** Adds a run that neither touches nor precedes the one before. */
    void add(int start, int stop) {
      if (size + 3 > counts.length) {
        counts = Arrays.copyOf(counts, 2 * counts.length);
      }
      counts[size++] = start - end;
      counts[size++] = stop - start;
      end = stop;
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
