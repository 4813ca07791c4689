package org.refspark.data.image;

/** Colours of pixels that lie several to a byte, or are places in a palette. */
final class PackedColours {
  private final PngForm form;
  private final int perByte;
  private final int colours;

  /** By byte, the colours of its pixels one after the other. */
  private final byte[] table;

  /**
   * @param palette red, green and blue of each value
   */
  PackedColours(PngForm form, byte[] palette) {
    this.form = form;
    this.perByte = 8 / form.bits();
    this.colours = palette.length / 3;
    this.table = new byte[256 * perByte * 3];
    for (int value = 0; value < 256; value++) {
      for (int pixel = 0; pixel < perByte; pixel++) {
        int index = index(value, pixel);
        if (index < colours) {
          System.arraycopy(palette, 3 * index, table, 3 * (value * perByte + pixel), 3);
        }
      }
    }
  }

  private int index(int value, int pixel) {
    return value >>> 8 - form.bits() * (pixel + 1) & (1 << form.bits()) - 1;
  }

  /**
   * Writes the colours of all pixels.
   *
   * @param rows by row a byte for its filter, then its packed pixels
   * @return whether the palette has every colour that occurs
   */
  boolean write(byte[] rows, byte[] rgb) {
    boolean lacking = colours < 1 << form.bits();
    for (int row = 0; row < form.height(); row++) {
      int from = row * (1 + form.stride()) + 1;
      int at = 3 * row * form.width();
      int end = at + 3 * form.width();
      for (; at < end; from++, at += 3 * perByte) {
        int value = rows[from] & 0xFF;
        int pixels = Math.min(perByte, (end - at) / 3);
        if (lacking && !known(value, pixels)) {
          return false;
        }
        System.arraycopy(table, 3 * value * perByte, rgb, at, 3 * pixels);
      }
    }
    return true;
  }

  private boolean known(int value, int pixels) {
    for (int pixel = 0; pixel < pixels; pixel++) {
      if (index(value, pixel) >= colours) {
        return false;
      }
    }
    return true;
  }
}
