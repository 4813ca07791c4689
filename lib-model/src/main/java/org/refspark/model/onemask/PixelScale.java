package org.refspark.model.onemask;

/**
 * (value / 255 − mean) / deviation, by channel: red, green, blue.
 *
 * @param mean of each channel, 0 to 1
 * @param deviation of each channel
 * @param filling colour of the letterbox's border, 0 to 1
 */
public record PixelScale(float[] mean, float[] deviation, float[] filling) {
  private static final float[] CLIP_MEAN = {0.48145466f, 0.4578275f, 0.40821073f};

  /** As CLIP was trained, with a border of the mean colour. */
  public static final PixelScale CLIP =
      new PixelScale(CLIP_MEAN, new float[] {0.26862954f, 0.26130258f, 0.27577711f}, CLIP_MEAN);

  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};

  /** As torchvision's networks were trained, with a border of the mean colour. */
  public static final PixelScale IMAGENET =
      new PixelScale(IMAGENET_MEAN, new float[] {0.229f, 0.224f, 0.225f}, IMAGENET_MEAN);

  /** 0 to 1 as Darknet takes them, with a grey border. */
  public static final PixelScale UNIT =
      new PixelScale(new float[] {0, 0, 0}, new float[] {1, 1, 1}, new float[] {0.5f, 0.5f, 0.5f});

  /** The border's colour, 0 to 255. */
  float[] border() {
    return new float[] {255 * filling[0], 255 * filling[1], 255 * filling[2]};
  }

  /** Writes scaled pixels to a place of a batch. */
  void write(byte[] rgb, float[] batch, int from) {
    float[] red = scaled(0);
    float[] green = scaled(1);
    float[] blue = scaled(2);
    for (int i = 0; i < rgb.length; i += 3) {
      batch[from + i] = red[rgb[i] & 0xFF];
      batch[from + i + 1] = green[rgb[i + 1] & 0xFF];
      batch[from + i + 2] = blue[rgb[i + 2] & 0xFF];
    }
  }

  /** All values of a channel: a look is shorter than two divisions. */
  private float[] scaled(int channel) {
    var scaled = new float[256];
    for (int value = 0; value < scaled.length; value++) {
      scaled[value] = (value / 255f - mean[channel]) / deviation[channel];
    }
    return scaled;
  }
}
