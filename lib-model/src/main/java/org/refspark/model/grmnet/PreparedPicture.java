package org.refspark.model.grmnet;

import java.io.UncheckedIOException;
import java.util.List;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.ReferringImage;
import org.refspark.data.image.AreaAverage;
import org.refspark.data.image.Bilinear;
import org.refspark.data.image.DecodedOnce;
import org.refspark.data.image.Picture;
import org.refspark.data.mask.Rle;

/**
 * A picture at the network's size, with what the losses need of it.
 *
 * @param size S, side in pixels
 * @param rgb {@code [S, S, 3]}
 * @param ink 1 where a stroke touches the pixel {@code [S, S]}
 * @param masks 1 where the instance touches the pixel, by instance {@code [S, S]}
 * @param boxes tight boxes of the instances, in pixels of the network's input, not rounded
 * @param classes of the instances, from 0
 */
record PreparedPicture(
    int size, byte[] rgb, byte[] ink, List<byte[]> masks, float[][] boxes, int[] classes) {

  /**
   * Published means, subtracted from red, green and blue: the released code takes blue's for red
   * and red's for blue.
   */
  static final float[] MEANS = {103.53f, 116.28f, 123.675f};

  /**
   * Decodes and resizes.
   *
   * @throws UncheckedIOException where the picture cannot be decoded
   */
  static PreparedPicture of(ReferringImage image, int size, GrmNetConfig.Resize resize) {
    var picture = decoded(image);
    var instances = image.instances();
    return new PreparedPicture(
        size,
        resized(picture, size, resize),
        touched(ink(picture), picture.height(), picture.width(), size),
        instances.stream().map(instance -> mask(instance.mask(), size)).toList(),
        instances.stream().map(instance -> box(instance.mask(), size)).toArray(float[][]::new),
        instances.stream().mapToInt(Instance::category).map(category -> category - 1).toArray());
  }

  /** The same without ink and instances, for those who only look at the picture. */
  static PreparedPicture withoutTruth(ReferringImage image, int size, GrmNetConfig.Resize resize) {
    return new PreparedPicture(
        size,
        resized(decoded(image), size, resize),
        new byte[0],
        List.of(),
        new float[0][],
        new int[0]);
  }

  private static Picture decoded(ReferringImage image) {
    try {
      return DecodedOnce.of(image.id(), image.picture());
    } catch (DataFormatException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resized(Picture picture, int size, GrmNetConfig.Resize resize) {
    boolean smaller = picture.width() >= size && picture.height() >= size;
    var resized =
        resize == GrmNetConfig.Resize.AREA && smaller
            ? AreaAverage.resize(picture, size, size)
            : Bilinear.resize(picture, size, size);
    return resized.rgb();
  }

  private static byte[] ink(Picture picture) {
    var ink = new byte[picture.width() * picture.height()];
    for (int i = 0; i < ink.length; i++) {
      ink[i] = (byte) (picture.rgb()[3 * i] == (byte) 255 ? 0 : 1);
    }
    return ink;
  }

  private static byte[] mask(Rle mask, int size) {
    return touched(mask.pixels(), mask.height(), mask.width(), size);
  }

  /**
   * A pixel is set where any old pixel whose centre it holds is set, or where the old pixel under
   * its centre is.
   */
  private static byte[] touched(byte[] pixels, int height, int width, int size) {
    var result = new byte[size * size];
    var columns = new int[width];
    for (int x = 0; x < width; x++) {
      columns[x] = (int) ((x + 0.5) * size / width);
    }
    for (int y = 0; y < height; y++) {
      int row = size * (int) ((y + 0.5) * size / height);
      for (int x = 0; x < width; x++) {
        result[row + columns[x]] |= pixels[y * width + x];
      }
    }
    if (width < size || height < size) {
      for (int i = 0; i < result.length; i++) {
        int row = i / size;
        int y = (int) ((row + 0.5) * height / size);
        int x = (int) ((i % size + 0.5) * width / size);
        result[i] |= pixels[y * width + x];
      }
    }
    return result;
  }

  private static float[] box(Rle mask, int size) {
    var extent = mask.extent();
    float x = (float) size / mask.width();
    float y = (float) size / mask.height();
    return new float[] {extent[0] * x, extent[1] * y, extent[2] * x, extent[3] * y};
  }

  /** Bytes held. */
  long bytes() {
    return rgb.length + (long) ink.length * (1 + masks.size());
  }

  /** Writes the normalised picture at a position of a batch. */
  void write(float[] batch, int position) {
    int from = position * rgb.length;
    for (int i = 0; i < rgb.length; i++) {
      batch[from + i] = (rgb[i] & 0xFF) - MEANS[i % 3];
    }
  }
}
