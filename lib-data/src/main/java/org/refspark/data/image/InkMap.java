package org.refspark.data.image;

import java.util.Objects;
import org.refspark.data.mask.Rle;

/**
 * Where a sketch has strokes. GRM-Net weighs its mask loss with it and counts only ink pixels in
 * its evaluation; a pixel is ink where its first channel is not white (255), after resizing.
 *
 * @param height pixels
 * @param width pixels
 * @param pixels 1 where there is ink, else 0; row by row; not copied
 */
public record InkMap(int height, int width, byte[] pixels) {
  /** The brightest first channel that is still ink: everything but white. */
  public static final int NOT_WHITE = 254;

  public InkMap {
    Objects.requireNonNull(pixels, "pixels");
    if (height < 1 || width < 1 || pixels.length != (long) height * width) {
      throw new IllegalArgumentException(
          "an ink map of %d rows and %d columns with %d pixels"
              .formatted(height, width, pixels.length));
    }
  }

  /** Ink is what is not white. */
  public static InkMap of(Picture picture) {
    return of(picture, NOT_WHITE);
  }

  /**
   * @param brightest the largest value of the first channel that counts as ink, 0 to 254
   */
  public static InkMap of(Picture picture, int brightest) {
    if (brightest < 0 || brightest > NOT_WHITE) {
      throw new IllegalArgumentException("brightest ink is " + brightest + ", expected 0 to 254");
    }
    byte[] pixels = new byte[picture.width() * picture.height()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) ((picture.rgb()[3 * i] & 0xFF) <= brightest ? 1 : 0);
    }
    return new InkMap(picture.height(), picture.width(), pixels);
  }

  /**
   * The ink at another size as the published evaluation takes it: the picture resized by {@link
   * Nearest#PIXEL_CENTRES} (768 × 768 there).
   */
  public static InkMap at(Picture picture, int height, int width) {
    int[] rows = Nearest.PIXEL_CENTRES.map(picture.height(), height);
    int[] columns = Nearest.PIXEL_CENTRES.map(picture.width(), width);
    byte[] source = of(picture).pixels();
    byte[] pixels = new byte[Math.multiplyExact(height, width)];
    for (int row = 0; row < height; row++) {
      int at = row * width;
      if (row > 0 && rows[row] == rows[row - 1]) {
        System.arraycopy(pixels, at - width, pixels, at, width);
        continue;
      }
      int from = rows[row] * picture.width();
      for (int column = 0; column < width; column++) {
        pixels[at + column] = source[from + columns[column]];
      }
    }
    return new InkMap(height, width, pixels);
  }

  /** The same as a mask. */
  public Rle mask() {
    return Rle.ofPixels(height, width, pixels);
  }

  /** Number of ink pixels. */
  public int count() {
    int count = 0;
    for (byte pixel : pixels) {
      count += pixel;
    }
    return count;
  }
}
