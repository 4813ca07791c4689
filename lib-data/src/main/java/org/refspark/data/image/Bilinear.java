package org.refspark.data.image;

/**
 * Bilinear resizing with pixel centres mapped to pixel centres, edges repeated and no smoothing
 * before shrinking: OpenCV's INTER_LINEAR, PyTorch's {@code align_corners=False}.
 */
public final class Bilinear {
  private Bilinear() {}

  /**
   * A picture's values at another size, 0 to 255.
   *
   * @return height × width × 3, row by row, the channels of a pixel together
   */
  public static float[] resizeToFloats(Picture picture, int height, int width) {
    Taps rows = Taps.of(picture.height(), height);
    Taps columns = Taps.of(picture.width(), width);
    float[] values = new float[Math.multiplyExact(3, Math.multiplyExact(height, width))];
    float[] above = new float[3 * width];
    float[] below = new float[3 * width];
    int at = 0;
    for (int row = 0; row < height; row++) {
      blendColumns(picture, rows.low[row], columns, above);
      blendColumns(picture, rows.high[row], columns, below);
      float weight = rows.highWeight[row];
      for (int i = 0; i < above.length; i++) {
        values[at++] = above[i] + weight * (below[i] - above[i]);
      }
    }
    return values;
  }

  /** A picture at another size, values rounded half up. */
  public static Picture resize(Picture picture, int height, int width) {
    float[] values = resizeToFloats(picture, height, width);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      rgb[i] = (byte) (int) (values[i] + 0.5f);
    }
    return new Picture(width, height, rgb);
  }

  private static void blendColumns(Picture picture, int row, Taps columns, float[] line) {
    int start = row * picture.width();
    for (int column = 0; column < columns.low.length; column++) {
      int low = 3 * (start + columns.low[column]);
      int high = 3 * (start + columns.high[column]);
      for (int channel = 0; channel < 3; channel++) {
        int left = picture.rgb()[low + channel] & 0xFF;
        int right = picture.rgb()[high + channel] & 0xFF;
        line[3 * column + channel] = left + columns.highWeight[column] * (right - left);
      }
    }
  }

  /** For each output position the two inputs it lies between, and the weight of the second. */
  private record Taps(int[] low, int[] high, float[] highWeight) {
    static Taps of(int in, int out) {
      if (in < 1 || out < 1) {
        throw new IllegalArgumentException(
            "resizing %d to %d pixels, expected 1 or more".formatted(in, out));
      }
      var taps = new Taps(new int[out], new int[out], new float[out]);
      double step = (double) in / out;
      for (int o = 0; o < out; o++) {
        double place = Math.max(0, (o + 0.5) * step - 0.5);
        int low = Math.min(in - 1, (int) place);
        taps.low[o] = low;
        taps.high[o] = Math.min(in - 1, low + 1);
        taps.highWeight[o] = (float) (place - low);
      }
      return taps;
    }
  }
}
