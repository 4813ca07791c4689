package org.refspark.data.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How a plain PNG keeps its pixels.
 *
 * @param width pixels
 * @param height pixels
 * @param bits of a sample: 1, 2, 4 or 8
 * @param samples of a pixel
 * @param indexed whether samples are places in a palette
 */
record PngForm(int width, int height, int bits, int samples, boolean indexed) {
  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  /** From the header chunk; empty where it is of another form, or of no form at all. */
  static Optional<PngForm> read(ByteBuffer header) {
    int width = header.getInt(0);
    int height = header.getInt(4);
    int bits = header.get(8);
    int colour = header.get(9);
    // Compression, filter method and interlacing.
    boolean plain = header.get(10) == 0 && header.get(11) == 0 && header.get(12) == 0;
    boolean packs = colour == GREY || colour == PALETTE;
    boolean known = bits == 8 || packs && (bits == 1 || bits == 2 || bits == 4);
    int samples =
        switch (colour) {
          case GREY, PALETTE -> 1;
          case GREY_ALPHA -> 2;
          case RGB -> 3;
          case RGB_ALPHA -> 4;
          default -> 0;
        };
    return width > 0 && height > 0 && plain && known && samples > 0
        ? Optional.of(new PngForm(width, height, bits, samples, colour == PALETTE))
        : Optional.empty();
  }

  /** Bytes of a row without its filter's. */
  int stride() {
    return (int) (((long) width * samples * bits + 7) / 8);
  }

  /** Bytes of all rows, each with its filter's. */
  long bytes() {
    return height * (1L + stride());
  }

  /** Bytes from a value to its neighbour's, as filters count them. */
  int step() {
    return Math.max(1, samples * bits / 8);
  }
}
