package org.refspark.data.sketchyscene;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.refspark.data.DataFormatException;
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
    checkSize(height, width, labels.length());
  }

  /** Throws where so many labels do not fill the map. */
  static void checkSize(int height, int width, int labels) {
    if (height < 1 || width < 1 || labels != (long) height * width) {
      throw new IllegalArgumentException(
          "a label map of %d rows and %d columns with %d labels".formatted(height, width, labels));
    }
  }

  /** The label of a pixel. */
  public int label(int row, int column) {
    return labels.at(column * height + row);
  }

  /** Sees the pixels from start up to, but without, end, which have one label. */
  interface RunVisitor {
    void visit(int label, int start, int end);
  }

  /**
   * The mask of every label that occurs, without the background, in the order of the labels.
   *
   * @param file how messages name the map
   * @param most labels without the background; a map that has more is not read any further, since
   *     what is kept grows with their number
   * @param visitor sees the runs that masks are made of, in the order of {@link #labels}
   * @throws DataFormatException with reason {@link LabelMaps#WRONG_CONTENT} where there are more
   */
  TreeMap<Integer, Rle> masks(String file, int most, RunVisitor visitor)
      throws DataFormatException {
    var runs = new TreeMap<Integer, RunList>();
    int position = 0;
    while (position < labels.length()) {
      int label = labels.at(position);
      int end = labels.runEnd(position);
      if (label != 0) {
        var own = runs.computeIfAbsent(label, absent -> new RunList());
        if (runs.size() > most) {
          throw new DataFormatException(
              file,
              LabelMaps.WRONG_CONTENT,
              "holds more than %,d labels, expected at most so many instances".formatted(most),
              null);
        }
        own.add(position, end);
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
