package org.refspark.data.image;

import java.util.Arrays;

/** A warp that only scales and shifts: one pass along rows, one along columns. */
record Warp(Taps rows, Taps columns) {
  /** Output values, row by row; pixels outside the source have the border's values. */
  float[] apply(float[] border, Source source) {
    int channels = border.length;
    int stride = columns.out() * channels;
    float[] result = new float[Math.multiplyExact(rows.out(), stride)];
    float[] line = bordered(border, columns.in + 2 * columns.taps);
    float[] outside = bordered(border, columns.out());
    // Neighbouring output rows share source rows: each is blended once and kept while needed.
    float[][] kept = new float[rows.taps][stride];
    int[] keptRow = new int[rows.taps];
    Arrays.fill(keptRow, -1);
    for (int o = 0; o < rows.out(); o++) {
      for (int k = 0; k < rows.taps; k++) {
        int row = rows.first[o] + k;
        float[] values = outside;
        if (row >= 0 && row < rows.in) {
          int slot = row % rows.taps;
          values = kept[slot];
          if (keptRow[slot] != row) {
            keptRow[slot] = row;
            source.read(row, line, columns.taps * channels);
            blend(line, channels, values);
          }
        }
        add(rows.weights[o * rows.taps + k], values, result, o * stride);
      }
    }
    return result;
  }

  private void blend(float[] line, int channels, float[] values) {
    int at = 0;
    for (int o = 0; o < columns.out(); o++) {
      int start = (columns.first[o] + columns.taps) * channels;
      for (int channel = 0; channel < channels; channel++) {
        float sum = 0;
        for (int k = 0; k < columns.taps; k++) {
          sum += columns.weights[o * columns.taps + k] * line[start + k * channels + channel];
        }
        values[at++] = sum;
      }
    }
  }

  private static void add(float weight, float[] values, float[] sums, int at) {
    for (int i = 0; i < values.length; i++) {
      sums[at + i] += weight * values[i];
    }
  }

  private static float[] bordered(float[] border, int pixels) {
    float[] line = new float[pixels * border.length];
    for (int i = 0; i < line.length; i++) {
      line[i] = border[i % border.length];
    }
    return line;
  }

  /**
   * One axis of a warp: for each output position its first neighbour and the neighbours' weights. A
   * first neighbour is −taps … in, so that taps pixels of border on both sides are all that is ever
   * asked for.
   */
  record Taps(int in, int taps, int[] first, float[] weights) {
    static Taps of(int in, int out, double step, double offset, Kernel kernel) {
      if (out < 1) {
        throw new IllegalArgumentException(
            "a grid of %d pixels, expected 1 or more".formatted(out));
      }
      int n = kernel.taps;
      var taps = new Taps(in, n, new int[out], new float[Math.multiplyExact(out, n)]);
      for (int o = 0; o < out; o++) {
        double place = step * o + offset;
        double first = Math.floor(place) - (n / 2 - 1);
        taps.first[o] = (int) Math.min(in, Math.max(-n, first));
        for (int k = 0; k < n; k++) {
          taps.weights[o * n + k] = (float) kernel.weight(Math.abs(first + k - place));
        }
      }
      return taps;
    }

    int out() {
      return first.length;
    }
  }

  /** Where a warp's input comes from. */
  interface Source {
    /** Writes a row's values from {@code line[at]} on. */
    void read(int row, float[] line, int at);
  }
}
