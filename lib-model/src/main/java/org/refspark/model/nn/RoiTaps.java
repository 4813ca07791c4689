package org.refspark.model.nn;

import java.util.Arrays;

/** Which cells of a map, with which weights, make up the bins of one region. */
public final class RoiTaps {
  private int[] cells = new int[256];
  private int[] bins = new int[256];
  private float[] weights = new float[256];
  private int count;

  private RoiTaps() {}

  /**
   * Taps of one region.
   *
   * @param box x1, y1, x2, y2 in input pixels
   * @param picture number of the picture in the map
   * @param stride pixels per cell
   * @param size bins per side
   * @param samples per side of a bin, 0 for adaptive
   * @param height of the map, cells
   * @param width of the map, cells
   */
  public static RoiTaps of(
      float[] box, int picture, int stride, int size, int samples, int height, int width) {
    var taps = new RoiTaps();
    var across = Axis.of(box[0], box[2], stride, size, samples, width);
    var down = Axis.of(box[1], box[3], stride, size, samples, height);
    for (int by = 0; by < size; by++) {
      for (int bx = 0; bx < size; bx++) {
        for (int i = down.from(by); i < down.from(by + 1); i++) {
          for (int j = across.from(bx); j < across.from(bx + 1); j++) {
            int cell = (picture * height + down.cells[i]) * width + across.cells[j];
            taps.add(by * size + bx, cell, down.weights[i] * across.weights[j]);
          }
        }
      }
    }
    return taps;
  }

  private void add(int bin, int cell, float weight) {
    if (count == cells.length) {
      cells = Arrays.copyOf(cells, 2 * count);
      bins = Arrays.copyOf(bins, 2 * count);
      weights = Arrays.copyOf(weights, 2 * count);
    }
    cells[count] = cell;
    bins[count] = bin;
    weights[count++] = weight;
  }

  /** Number of taps. */
  public int count() {
    return count;
  }

  /** Number of the cell in the whole map {@code [B·H·W]}. */
  public int cell(int tap) {
    return cells[tap];
  }

  /** Number of the bin, row by row. */
  public int bin(int tap) {
    return bins[tap];
  }

  /** Share of the cell in the bin. */
  public float weight(int tap) {
    return weights[tap];
  }

  /**
   * One direction: bilinear sampling is separable, so the weights of a bin are products of two
   * directions'.
   */
  private static final class Axis {
    private final int[] cells;
    private final float[] weights;
    private final int[] starts;

    private Axis(int[] cells, float[] weights, int[] starts) {
      this.cells = cells;
      this.weights = weights;
      this.starts = starts;
    }

    int from(int bin) {
      return starts[bin];
    }

    static Axis of(float low, float high, int stride, int size, int samples, int length) {
      double start = low / (double) stride - 0.5;
      double side = (high - low) / (double) stride;
      int points = samples > 0 ? samples : (int) Math.ceil(side / size);
      var share = new float[length];
      var cells = new int[size * length];
      var weights = new float[cells.length];
      var starts = new int[size + 1];
      int next = 0;
      for (int bin = 0; bin < size; bin++) {
        Arrays.fill(share, 0);
        for (int p = 0; p < points; p++) {
          spread(share, start + side / size * (bin + (p + 0.5) / points), 1f / points);
        }
        for (int cell = 0; cell < length; cell++) {
          if (share[cell] != 0) {
            cells[next] = cell;
            weights[next++] = share[cell];
          }
        }
        starts[bin + 1] = next;
      }
      return new Axis(cells, weights, starts);
    }

    /**
     * Divides a sample between its two neighbours; more than one cell outside the map it counts as
     * zero.
     */
    private static void spread(float[] share, double at, float weight) {
      if (at < -1 || at > share.length) {
        return;
      }
      double inside = Math.max(0, at);
      int cell = (int) inside;
      if (cell >= share.length - 1) {
        share[share.length - 1] += weight;
        return;
      }
      float fraction = (float) (inside - cell);
      share[cell] += weight * (1 - fraction);
      share[cell + 1] += weight * fraction;
    }
  }
}
