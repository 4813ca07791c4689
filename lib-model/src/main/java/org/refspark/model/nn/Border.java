package org.refspark.model.nn;

import java.nio.FloatBuffer;

/**
 * Which of a 3×3 convolution's taps fall inside a map of H×W cells with C channels, for each cell.
 */
final class Border {
  private final int height;
  private final int width;
  private final int channels;

  Border(int height, int width, int channels) {
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  int values() {
    return height * width * channels;
  }

  /** First tap inside, of a row or column. */
  private static int first(int at) {
    return at == 0 ? 1 : 0;
  }

  /** Last tap inside, of a row or column of that many cells. */
  private static int last(int at, int length) {
    return at == length - 1 ? 1 : 2;
  }

  /** The number of a cell's kind: cells of one kind have the same taps inside. */
  private int kind(int y, int x) {
    return ((first(y) * 2 + last(y, height) - 1) * 2 + first(x)) * 2 + last(x, width) - 1;
  }

  private static boolean inside(int kind, int tap) {
    int ky = tap / 3;
    int kx = tap % 3;
    return ky >= (kind >> 3 & 1)
        && ky <= (kind >> 2 & 1) + 1
        && kx >= (kind >> 1 & 1)
        && kx <= (kind & 1) + 1;
  }

  /** Adds a tiled vector's contribution to every cell. */
  void addTaps(FloatBuffer taps, int part, float[] sum) {
    var values = new float[9 * channels];
    taps.get(part * values.length, values);
    var byKind = new float[16][];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int kind = kind(y, x);
        if (byKind[kind] == null) {
          byKind[kind] = total(values, kind);
        }
        var add = byKind[kind];
        int at = (y * width + x) * channels;
        for (int c = 0; c < channels; c++) {
          sum[at + c] += add[c];
        }
      }
    }
  }

  private float[] total(float[] taps, int kind) {
    var total = new float[channels];
    for (int tap = 0; tap < 9; tap++) {
      if (inside(kind, tap)) {
        for (int c = 0; c < channels; c++) {
          total[c] += taps[tap * channels + c];
        }
      }
    }
    return total;
  }

  /** The gradient of the nine taps from the gradient of the cells. */
  float[] tapGradient(float[] gradient) {
    var byKind = new float[16][];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int kind = kind(y, x);
        if (byKind[kind] == null) {
          byKind[kind] = new float[channels];
        }
        var sum = byKind[kind];
        int at = (y * width + x) * channels;
        for (int c = 0; c < channels; c++) {
          sum[c] += gradient[at + c];
        }
      }
    }
    var taps = new float[9 * channels];
    for (int kind = 0; kind < byKind.length; kind++) {
      for (int tap = 0; tap < 9 && byKind[kind] != null; tap++) {
        if (inside(kind, tap)) {
          for (int c = 0; c < channels; c++) {
            taps[tap * channels + c] += byKind[kind][c];
          }
        }
      }
    }
    return taps;
  }
}
