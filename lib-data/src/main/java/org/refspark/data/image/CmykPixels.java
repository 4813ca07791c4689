package org.refspark.data.image;

import java.awt.image.Raster;

/**
 * Cyan, magenta, yellow and black to red, green and blue as PIL's {@code convert("RGB")} does:
 * without profiles, and taking the stored values for inverted, as all programs store them.
 */
final class CmykPixels {
  private CmykPixels() {}

  /**
   * The colours of a raster of four bands.
   *
   * @param ycck whether the first three bands are luminance and chrominance
   */
  static Picture of(Raster raster, boolean ycck) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] samples = new int[4 * width];
    int at = 0;
    for (int row = 0; row < height; row++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + row, width, 1, samples);
      for (int i = 0; i < samples.length; i += 4) {
        if (ycck) {
          toInk(samples, i);
        }
        for (int band = 0; band < 3; band++) {
          rgb[at++] = (byte) light(samples[i + band], samples[i + 3]);
        }
      }
    }
    return new Picture(width, height, rgb);
  }

  /** Luminance and chrominance to stored inks (JFIF's matrix, inverted as CMY is). */
  private static void toInk(int[] samples, int at) {
    int y = samples[at];
    int blue = samples[at + 1] - 128;
    int red = samples[at + 2] - 128;
    samples[at] = 255 - clip(y + 1.402 * red);
    samples[at + 1] = 255 - clip(y - 0.344136 * blue - 0.714136 * red);
    samples[at + 2] = 255 - clip(y + 1.772 * blue);
  }

  private static int clip(double value) {
    return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
  }

  /** What an ink and black leave of the light, both stored inverted; PIL's rounding. */
  private static int light(int ink, int black) {
    int product = (255 - ink) * black + 128;
    return Math.max(0, black - (((product >> 8) + product) >> 8));
  }
}
