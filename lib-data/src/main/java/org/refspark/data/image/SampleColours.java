package org.refspark.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/** How the samples of an image's raster become red, green and blue. */
record SampleColours(int bands, int shift, IndexColorModel palette) {
  static SampleColours of(BufferedImage image) {
    var palette = image.getColorModel() instanceof IndexColorModel index ? index : null;
    int bits = image.getSampleModel().getSampleSize(0);
    return new SampleColours(image.getRaster().getNumBands(), Math.max(0, bits - 8), palette);
  }

  void write(int[] samples, byte[] rgb, int offset) {
    // Grey has one band, or two with alpha; colour has three, or four with alpha.
    int green = bands < 3 ? 0 : 1;
    int blue = bands < 3 ? 0 : 2;
    int at = offset;
    for (int i = 0; i < samples.length; i += bands) {
      if (palette != null) {
        rgb[at++] = (byte) palette.getRed(samples[i]);
        rgb[at++] = (byte) palette.getGreen(samples[i]);
        rgb[at++] = (byte) palette.getBlue(samples[i]);
      } else {
        rgb[at++] = (byte) (samples[i] >> shift);
        rgb[at++] = (byte) (samples[i + green] >> shift);
        rgb[at++] = (byte) (samples[i + blue] >> shift);
      }
    }
  }
}
