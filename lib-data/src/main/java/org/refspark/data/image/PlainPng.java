package org.refspark.data.image;

import java.util.Optional;
import java.util.zip.Inflater;
import org.refspark.data.DataFormatException;
import org.refspark.data.Deflate;

/**
 * A PNG of the usual forms, inflated: not interlaced, samples of at most eight bits, without
 * transparent colours. Java's own reader takes many times as long for them, most of it for its
 * general pixel model.
 */
final class PlainPng {
  /** Bytes of the header chunk. */
  private static final int HEADER = 13;

  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504C5445;
  private static final int TRNS = 0x74524E53;
  private static final int IDAT = 0x49444154;

  /** Set in the names of chunks that one may pass over. */
  private static final int ANCILLARY = 0x20000000;

  private static final int LAST_FILTER = 4;

  private final PngForm form;

  /** By row a byte that names its filter, then its samples. */
  private final byte[] rows;

  private final byte[] palette;

  private PlainPng(PngForm form, byte[] rows, byte[] palette) {
    this.form = form;
    this.rows = rows;
    this.palette = palette;
  }

  /**
   * Inflates a PNG.
   *
   * @param file how messages name it
   * @param mostPixels that are inflated
   * @return empty where it is of another form, larger or its pixels are damaged; Java's own reader
   *     then decodes it, or says what is wrong
   * @throws DataFormatException where a chunk is not whole
   */
  static Optional<PlainPng> inflate(String file, byte[] png, long mostPixels)
      throws DataFormatException {
    var chunks = new PngChunks(file, png);
    if (chunks.next() != IHDR || chunks.content().remaining() != HEADER) {
      return Optional.empty();
    }
    long mostBytes = Math.min(Integer.MAX_VALUE - 8, (long) Deflate.MOST_RATIO * png.length);
    var form =
        PngForm.read(chunks.content())
            .filter(f -> (long) f.width() * f.height() <= mostPixels && f.bytes() < mostBytes);
    if (form.isEmpty()) {
      return Optional.empty();
    }
    var inflater = new Inflater();
    try {
      return inflate(chunks, form.get(), inflater);
    } catch (java.util.zip.DataFormatException e) {
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }

  private static Optional<PlainPng> inflate(PngChunks chunks, PngForm form, Inflater inflater)
      throws DataFormatException, java.util.zip.DataFormatException {
    int expected = (int) form.bytes();
    // One byte to spare: the data's end, where its checksum is compared, is only seen past the
    // last.
    var rows = new byte[expected + 1];
    var palette = new byte[0];
    int filled = 0;
    boolean data = false;
    int last = IHDR;
    for (int name = chunks.next(); name != PngChunks.IEND; name = chunks.next()) {
      var content = chunks.content();
      boolean colours = content.hasRemaining() && palette.length == 0 && !data;
      if (name == IDAT && (!data || last == IDAT)) {
        data = true;
        inflater.setInput(content);
        filled += inflater.inflate(rows, filled, rows.length - filled);
      } else if (name == PLTE && form.indexed() && colours) {
        palette = new byte[content.remaining()];
        content.get(palette);
      } else if (name == TRNS || (name & ANCILLARY) == 0) {
        return Optional.empty();
      }
      last = name;
    }
    var plain = new PlainPng(form, rows, palette);
    return filled == expected && inflater.finished() && plain.filtersKnown()
        ? Optional.of(plain)
        : Optional.empty();
  }

  private boolean filtersKnown() {
    for (int at = 0; at < form.bytes(); at += 1 + form.stride()) {
      if (rows[at] < 0 || rows[at] > LAST_FILTER) {
        return false;
      }
    }
    return !form.indexed() || palette.length > 0 && palette.length % 3 == 0;
  }

  PictureSize size() {
    return new PictureSize(form.width(), form.height());
  }

  /** Whether every value is a colour: false where a palette might lack some. */
  boolean surelyColoured() {
    return !form.indexed() || palette.length >= 3 << form.bits();
  }

  /** The colours; to be called once. Empty where the palette lacks one that occurs. */
  Optional<Picture> picture() {
    unfilter();
    var rgb = new byte[3 * form.width() * form.height()];
    boolean whole = true;
    if (form.indexed()) {
      whole = new PackedColours(form, palette).write(rows, rgb);
    } else if (form.bits() < 8) {
      new PackedColours(form, greys(form.bits())).write(rows, rgb);
    } else {
      write(rgb);
    }
    return whole ? Optional.of(new Picture(form.width(), form.height(), rgb)) : Optional.empty();
  }

  private static byte[] greys(int bits) {
    int count = 1 << bits;
    var greys = new byte[3 * count];
    for (int i = 0; i < greys.length; i++) {
      greys[i] = (byte) (i / 3 * 255 / (count - 1));
    }
    return greys;
  }

  private void write(byte[] rgb) {
    int samples = form.samples();
    // Grey has one sample, or two with alpha; colour has three, or four with alpha.
    int green = samples < 3 ? 0 : 1;
    int blue = samples < 3 ? 0 : 2;
    int at = 0;
    for (int row = 0; row < form.height(); row++) {
      int start = row * (1 + form.stride()) + 1;
      if (samples == 3) {
        System.arraycopy(rows, start, rgb, at, form.stride());
        at += form.stride();
        continue;
      }
      for (int i = start; i < start + form.stride(); i += samples) {
        rgb[at++] = rows[i];
        rgb[at++] = rows[i + green];
        rgb[at++] = rows[i + blue];
      }
    }
  }

  private void unfilter() {
    int stride = form.stride();
    var none = new byte[1 + stride];
    for (int row = 0; row < form.height(); row++) {
      int at = row * (1 + stride);
      byte[] above = row == 0 ? none : rows;
      int aboveAt = row == 0 ? 0 : at - 1 - stride;
      PngFilter.undo(rows[at], rows, at + 1, above, aboveAt + 1, stride, form.step());
    }
  }
}
