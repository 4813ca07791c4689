package org.refspark.model.grmnet;

import org.refspark.data.mask.Rle;

/**
 * Puts a 28×28 mask into its box on a grid of pixels: bilinear between the bins' centres, zero
 * outside the box.
 */
record MaskPaste(double threshold) {
  /**
   * The mask's pixels.
   *
   * @param logits of the bins
   * @param box x1, y1, x2, y2 in pixels of the grid
   */
  Rle paste(float[] logits, double[] box, int height, int width) {
    int side = MaskHead.SIZE;
    var probabilities = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    var columns = new Axis(box[0], box[2], width, side);
    var rows = new Axis(box[1], box[3], height, side);
    var pixels = new byte[height * width];
    for (int y = rows.from; y < rows.to; y++) {
      for (int x = columns.from; x < columns.to; x++) {
        float top = columns.between(probabilities, rows.low(y) * side, x);
        float bottom = columns.between(probabilities, rows.high(y) * side, x);
        if (top + rows.fraction(y) * (bottom - top) >= threshold) {
          pixels[y * width + x] = 1;
        }
      }
    }
    return Rle.ofPixels(height, width, pixels);
  }

  /** One direction: for each pixel whose centre is in the box, the two bins it lies between. */
  private static final class Axis {
    private final int from;
    private final int to;
    private final int[] bins;
    private final float[] fractions;
    private final int last;

    Axis(double low, double high, int length, int side) {
      from = (int) Math.max(0, Math.ceil(low - 0.5));
      to = (int) Math.min(length, Math.ceil(high - 0.5));
      last = side - 1;
      bins = new int[Math.max(0, to - from)];
      fractions = new float[bins.length];
      for (int i = 0; i < bins.length; i++) {
        double at = (from + i + 0.5 - low) / (high - low) * side - 0.5;
        double inside = Math.min(Math.max(at, 0), last);
        bins[i] = (int) inside;
        fractions[i] = (float) (inside - bins[i]);
      }
    }

    int low(int at) {
      return bins[at - from];
    }

    int high(int at) {
      return Math.min(low(at) + 1, last);
    }

    float fraction(int at) {
      return fractions[at - from];
    }

    float between(float[] values, int row, int at) {
      float first = values[row + low(at)];
      return first + fraction(at) * (values[row + high(at)] - first);
    }
  }
}
