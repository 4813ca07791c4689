package org.refspark.data.image;

import java.util.Arrays;

/**
 * A warp that only scales and shifts: one pass along rows, one along columns. The pass along
 * columns mixes whole rows value by value, which the JIT turns into vector instructions.
 */
record Warp(Taps rows, Taps columns) {
  /**
   * Hands over the output row by row, from the first on; pixels outside the source have the
   * border's values.
   */
  void apply(float[] border, Source source, Sink sink) {
    int channels = border.length;
    if (channels != 1 && (channels != 3 || columns.taps != 4)) {
      throw new IllegalArgumentException(
          "%d channels from %d neighbours, expected 1, or 3 from 4"
              .formatted(channels, columns.taps));
    }
    int stride = Math.multiplyExact(columns.out(), channels);
    float[] line = bordered(border, columns.in + 2 * columns.taps);
    float[] outside = bordered(border, columns.out());
    // Neighbouring output rows share source rows: each is blended once and kept while needed.
    float[][] kept = new float[rows.taps][stride];
    int[] keptRow = new int[rows.taps];
    Arrays.fill(keptRow, -1);
    float[][] mixed = new float[rows.taps][];
    float[] result = new float[stride];
    for (int o = 0; o < rows.out(); o++) {
      for (int k = 0; k < rows.taps; k++) {
        int row = rows.first[o] + k;
        mixed[k] = outside;
        if (row >= 0 && row < rows.in) {
          int slot = row % rows.taps;
          mixed[k] = kept[slot];
          if (keptRow[slot] != row) {
            keptRow[slot] = row;
            source.read(row, line, columns.taps * channels);
            columns.blend(line, channels, kept[slot]);
          }
        }
      }
      rows.mix(o, mixed, result);
      sink.take(o, result);
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

    /**
     * Blends a line of pixels of one or three channels, which begins {@code taps} pixels before the
     * source's first. Loops over neighbours or channels would take longer than what is in them.
     */
    void blend(float[] line, int channels, float[] values) {
      if (taps == 2) {
        blendTwo(line, values);
      } else if (channels == 1) {
        blendFour(line, values);
      } else {
        blendFourColours(line, values);
      }
    }

    private void blendTwo(float[] line, float[] values) {
      for (int o = 0; o < first.length; o++) {
        int at = first[o] + 2;
        int w = 2 * o;
        values[o] = weights[w] * line[at] + weights[w + 1] * line[at + 1];
      }
    }

    private void blendFour(float[] line, float[] values) {
      for (int o = 0; o < first.length; o++) {
        int at = first[o] + 4;
        int w = 4 * o;
        values[o] =
            weights[w] * line[at]
                + weights[w + 1] * line[at + 1]
                + weights[w + 2] * line[at + 2]
                + weights[w + 3] * line[at + 3];
      }
    }

    private void blendFourColours(float[] line, float[] values) {
      for (int o = 0; o < first.length; o++) {
        int at = 3 * (first[o] + 4);
        float a = weights[4 * o];
        float b = weights[4 * o + 1];
        float c = weights[4 * o + 2];
        float d = weights[4 * o + 3];
        int red = 3 * o;
        values[red] = a * line[at] + b * line[at + 3] + c * line[at + 6] + d * line[at + 9];
        values[red + 1] =
            a * line[at + 1] + b * line[at + 4] + c * line[at + 7] + d * line[at + 10];
        values[red + 2] =
            a * line[at + 2] + b * line[at + 5] + c * line[at + 8] + d * line[at + 11];
      }
    }

    /** Output line {@code o} from the lines that are its neighbours. */
    void mix(int o, float[][] lines, float[] result) {
      Arrays.fill(result, 0);
      for (int k = 0; k < taps; k += 2) {
        add(lines[k], weights[o * taps + k], lines[k + 1], weights[o * taps + k + 1], result);
      }
    }

    private static void add(float[] a, float weightA, float[] b, float weightB, float[] sums) {
      for (int i = 0; i < sums.length; i++) {
        sums[i] = sums[i] + weightA * a[i] + weightB * b[i];
      }
    }
  }

  /** Where a warp's input comes from. */
  interface Source {
    /** Writes a row's values from {@code line[at]} on. */
    void read(int row, float[] line, int at);
  }

  /** Where a warp's output goes. */
  interface Sink {
    /** Takes a row, whose values change afterwards. */
    void take(int row, float[] values);
  }
}
