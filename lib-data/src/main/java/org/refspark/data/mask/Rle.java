package org.refspark.data.mask;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * A binary mask as COCO's runs: pixels in column-major order, lengths of alternating runs, the
 * first of zeros. Immutable. Every measure costs time by runs, not by pixels.
 *
 * <p>Results equal pycocotools' maskApi to the bit: counts, strings, area, box, IoU.
 */
public final class Rle implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int height;
  private final int width;

  /** Where each run ends, as a column-major position; odd entries end runs of ones. */
  private final int[] ends;

  private final long area;
  private final int[] extent;

  private Rle(int height, int width, int[] ends) {
    this.height = height;
    this.width = width;
    this.ends = ends;
    long ones = 0;
    for (int i = 1; i < ends.length; i += 2) {
      ones += ends[i] - ends[i - 1];
    }
    this.area = ones;
    this.extent = ones == 0 ? new int[4] : extentOf(height, ends);
  }

  /** Takes the array over: the caller must not change it. */
  static Rle ofEnds(int height, int width, int[] ends) {
    return new Rle(height, width, ends);
  }

  /**
   * A mask from its run lengths; runs of no length are kept as they are.
   *
   * @throws IllegalArgumentException where a length is negative or the sum is not height × width
   */
  public static Rle ofCounts(int height, int width, int[] counts) {
    int pixels = pixelCount(height, width);
    int[] ends = new int[counts.length];
    long position = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0) {
        throw new IllegalArgumentException(
            "run %d of the mask is %d long, expected 0 or more".formatted(i, counts[i]));
      }
      position += counts[i];
      if (position > pixels) {
        throw wrongSum(height, width, "more than " + pixels);
      }
      ends[i] = (int) position;
    }
    if (position != pixels) {
      throw wrongSum(height, width, Long.toString(position));
    }
    return new Rle(height, width, ends);
  }

  /**
   * A mask from COCO's compressed string.
   *
   * @throws IllegalArgumentException where the string is not of that form or does not fit the size
   */
  public static Rle parse(int height, int width, String compressed) {
    return ofCounts(height, width, RleString.decode(compressed));
  }

  /**
   * A mask from pixels.
   *
   * @param rowMajor height × width values, non-zero means inside
   */
  public static Rle ofPixels(int height, int width, byte[] rowMajor) {
    checkLength(pixelCount(height, width), rowMajor);
    return PixelScan.scan(height, width, rowMajor);
  }

  /** The mask with no pixel in it. */
  public static Rle empty(int height, int width) {
    return new Rle(height, width, new int[] {pixelCount(height, width)});
  }

  /** Pixels that are in at least one of the masks; all of one size, at least one mask. */
  public static Rle union(List<Rle> masks) {
    return fold(masks, Rle::or);
  }

  /** Pixels that are in all of the masks; all of one size, at least one mask. */
  public static Rle intersect(List<Rle> masks) {
    return fold(masks, Rle::and);
  }

  /**
   * IoU of every detection with every ground truth.
   *
   * @param crowd by ground truth: true measures the intersection against the detection's area alone
   * @return {@code [detections][groundTruth]}
   */
  public static double[][] iou(List<Rle> detections, List<Rle> groundTruth, boolean[] crowd) {
    if (crowd.length != groundTruth.size()) {
      throw new IllegalArgumentException(
          "%d crowd flags for %d ground-truth masks".formatted(crowd.length, groundTruth.size()));
    }
    double[][] result = new double[detections.size()][crowd.length];
    for (int d = 0; d < result.length; d++) {
      for (int g = 0; g < crowd.length; g++) {
        result[d][g] = detections.get(d).iou(groundTruth.get(g), crowd[g]);
      }
    }
    return result;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** Pixels inside. */
  public long area() {
    return area;
  }

  /** Whether no pixel is inside. */
  public boolean isEmpty() {
    return area == 0;
  }

  /** Run lengths, the first of zeros. */
  public int[] counts() {
    int[] counts = ends.clone();
    for (int i = counts.length - 1; i > 0; i--) {
      counts[i] -= counts[i - 1];
    }
    return counts;
  }

  /** COCO's compressed string. */
  public String compressed() {
    return RleString.encode(counts());
  }

  /** The tight box {@code [x, y, width, height]} in pixels; zeros for an empty mask. */
  public double[] box() {
    return new double[] {extent[0], extent[1], extent[2] - extent[0], extent[3] - extent[1]};
  }

  /** The tight box {@code [x1, y1, x2, y2)} in pixels; zeros for an empty mask. */
  public int[] extent() {
    return extent.clone();
  }

  /** Row-major pixels, 1 inside and 0 outside. */
  public byte[] pixels() {
    byte[] result = new byte[height * width];
    fill(result, (byte) 1);
    return result;
  }

  /** Sets the pixels inside to the value and leaves the others alone. */
  public void fill(byte[] rowMajor, byte value) {
    checkLength(height * width, rowMajor);
    for (int run = 1; run < ends.length; run += 2) {
      int position = ends[run - 1];
      while (position < ends[run]) {
        int column = position / height;
        int stop = Math.min(ends[run], (column + 1) * height);
        int pixel = (position - column * height) * width + column;
        for (; position < stop; position++, pixel += width) {
          rowMajor[pixel] = value;
        }
      }
    }
  }

  /** Pixels that are in both masks. */
  public long intersection(Rle other) {
    checkSameSize(other);
    return mayTouch(other) ? Runs.shared(ends, other.ends) : 0;
  }

  /** Intersection over union; 0 where the masks do not meet, also where both are empty. */
  public double iou(Rle other) {
    return iou(other, false);
  }

  private double iou(Rle truth, boolean crowd) {
    long shared = intersection(truth);
    if (shared == 0) {
      return 0;
    }
    return (double) shared / (crowd ? area : area + truth.area - shared);
  }

  /** Pixels that are in both masks, as a mask. */
  public Rle and(Rle other) {
    checkSameSize(other);
    if (!mayTouch(other)) {
      return empty(height, width);
    }
    return Runs.intersection(ends, other.ends).build(height, width);
  }

  private Rle or(Rle other) {
    checkSameSize(other);
    return Runs.union(ends, other.ends).build(height, width);
  }

  /**
   * The mask under a nearest-neighbour rule: pixel (r, c) of the result is pixel (rowMap[r],
   * columnMap[c]) of this one.
   *
   * @param rowMap by output row the input row, never falling
   * @param columnMap by output column the input column, in any order
   * @throws IllegalArgumentException where an index lies outside this mask or rowMap falls
   */
  public Rle resizedNearest(int[] rowMap, int[] columnMap) {
    pixelCount(rowMap.length, columnMap.length);
    return NearestResize.of(height, width, ends, rowMap, columnMap);
  }

  /** Equal size and equal pixels, however the runs are cut. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Rle that
        && height == that.height
        && width == that.width
        && area == that.area
        && Arrays.equals(Runs.canonical(ends), Runs.canonical(that.ends));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * height + width) + Arrays.hashCode(Runs.canonical(ends));
  }

  @Override
  public String toString() {
    return "mask of %d x %d, %d pixels".formatted(width, height, area);
  }

  private boolean mayTouch(Rle other) {
    return extent[0] < other.extent[2]
        && other.extent[0] < extent[2]
        && extent[1] < other.extent[3]
        && other.extent[1] < extent[3];
  }

  /** Folds halves, so that early masks are not walked again for each later one. */
  private static Rle fold(List<Rle> masks, BinaryOperator<Rle> operator) {
    if (masks.isEmpty()) {
      throw new IllegalArgumentException("no mask to merge, expected at least one");
    }
    int half = masks.size() / 2;
    return half == 0
        ? masks.get(0)
        : operator.apply(
            fold(masks.subList(0, half), operator),
            fold(masks.subList(half, masks.size()), operator));
  }

  private static int[] extentOf(int height, int[] ends) {
    int[] extent = {Integer.MAX_VALUE, height, 0, 0};
    for (int i = 1; i < ends.length; i += 2) {
      if (ends[i] == ends[i - 1]) {
        continue;
      }
      int first = ends[i - 1];
      int last = ends[i] - 1;
      int column = first / height;
      int lastColumn = last / height;
      boolean wraps = column < lastColumn;
      extent[0] = Math.min(extent[0], column);
      extent[1] = Math.min(extent[1], wraps ? 0 : first - column * height);
      extent[2] = lastColumn + 1;
      extent[3] = Math.max(extent[3], wraps ? height : last - lastColumn * height + 1);
    }
    return extent;
  }

  private void checkSameSize(Rle other) {
    if (height != other.height || width != other.width) {
      throw new IllegalArgumentException(
          "masks of different sizes: %d x %d and %d x %d (width x height)"
              .formatted(width, height, other.width, other.height));
    }
  }

  private static int pixelCount(int height, int width) {
    if (height < 0 || width < 0 || (long) height * width > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "a mask of %d x %d (width x height) cannot be, expected 0 to %d pixels"
              .formatted(width, height, Integer.MAX_VALUE - 8));
    }
    return height * width;
  }

  private static void checkLength(int expected, byte[] pixels) {
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          "%d pixels given, the mask's size asks for %d".formatted(pixels.length, expected));
    }
  }

  private static IllegalArgumentException wrongSum(int height, int width, String sum) {
    return new IllegalArgumentException(
        "the runs of a mask of %d x %d (width x height) cover %s pixels, expected %d"
            .formatted(width, height, sum, (long) height * width));
  }
}
