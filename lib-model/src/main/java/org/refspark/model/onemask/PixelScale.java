package org.refspark.model.onemask;

/**
 * (value / 255 − mean) / deviation, by channel: red, green, blue. The letterbox's border is filled
 * with the mean colour.
 *
 * @param mean of each channel, 0 to 1
 * @param deviation of each channel
 */
public record PixelScale(float[] mean, float[] deviation) {
  /** As CLIP was trained. */
  public static final PixelScale CLIP =
      new PixelScale(
          new float[] {0.48145466f, 0.4578275f, 0.40821073f},
          new float[] {0.26862954f, 0.26130258f, 0.27577711f});

  /** 0 to 1 as Darknet takes them, with a grey border. */
  public static final PixelScale UNIT =
      new PixelScale(new float[] {0.5f, 0.5f, 0.5f}, new float[] {1, 1, 1});

  /** The border's colour, 0 to 255. */
  float[] border() {
    return new float[] {255 * mean[0], 255 * mean[1], 255 * mean[2]};
  }

  /** Writes scaled pixels to a place of a batch. */
  void write(byte[] rgb, float[] batch, int from) {
    for (int i = 0; i < rgb.length; i++) {
      int channel = i % 3;
      batch[from + i] = ((rgb[i] & 0xFF) / 255f - mean[channel]) / deviation[channel];
    }
  }
}
