package org.refspark.data.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.refspark.data.DataFormatException;

/**
 * What stands before a JPEG's first scan, and the same picture without what must not change its
 * colours: profiles, EXIF, thumbnails and comments, some of them damaged, are left out, and what
 * they would have said of the colours is told in the one way that every decoder knows.
 */
final class JpegHeader {
  private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
  private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
  private static final byte[] IS_YCC = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };
  private static final byte[] IS_RGB = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  /** The place of an Adobe segment's colour transform: 0 none, 1 YCC, 2 YCCK. */
  private static final int TRANSFORM = 11;

  private final String file;
  private final byte[] bytes;
  private final ByteArrayOutputStream tables = new ByteArrayOutputStream();
  private int at = 2;
  private byte[] components = {};
  private boolean jfif;
  private int transform = -1;

  private JpegHeader(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** Reads up to the first scan. */
  static JpegHeader read(String file, byte[] bytes) throws DataFormatException {
    var header = new JpegHeader(file, bytes);
    header.walk();
    return header;
  }

  /** Whether the picture has four components: cyan, magenta, yellow and black. */
  boolean isCmyk() {
    return components.length == 4;
  }

  /** Whether the first three of four components are luminance and chrominance. */
  boolean isYcck() {
    return isCmyk() && transform == 2;
  }

  /** The picture to decode, of the same pixels. */
  byte[] plain() {
    var plain = new ByteArrayOutputStream(bytes.length);
    plain.write(bytes, 0, 2);
    if (components.length == 3) {
      plain.writeBytes(isRgb() ? IS_RGB : IS_YCC);
    }
    plain.writeBytes(tables.toByteArray());
    plain.write(bytes, at, bytes.length - at);
    return plain.toByteArray();
  }

  /** By the rules of libjpeg, which all of the field decodes with. */
  private boolean isRgb() {
    return !jfif
        && (transform == 0
            || (transform < 0 && Arrays.equals(components, new byte[] {'R', 'G', 'B'})));
  }

  private void walk() throws DataFormatException {
    while (true) {
      int marker = nextMarker();
      if (marker == 0xDA) {
        at -= 2;
        return;
      }
      // Fill, restarts and temporary marks stand alone.
      if (marker == 0 || marker == 1 || (marker >= 0xD0 && marker <= 0xD8)) {
        continue;
      }
      if (marker == 0xD9) {
        throw wrong("ends before its first scan");
      }
      int length = at + 2 <= bytes.length ? (u1(at) << 8) + u1(at + 1) : 0;
      if (length < 2 || at + length > bytes.length) {
        throw wrong("is truncated in segment 0x%02x".formatted(marker));
      }
      segment(marker, length);
      at += length;
    }
  }

  /** Bytes between segments are skipped, as all decoders do. */
  private int nextMarker() throws DataFormatException {
    while (at < bytes.length && u1(at) != 0xFF) {
      at++;
    }
    while (at < bytes.length && u1(at) == 0xFF) {
      at++;
    }
    if (at >= bytes.length) {
      throw wrong("is truncated before its first scan");
    }
    return u1(at++);
  }

  private void segment(int marker, int length) throws DataFormatException {
    boolean application = marker >= 0xE0 && marker <= 0xEF;
    if (marker == 0xE0) {
      jfif |= startsWith(JFIF, length);
    } else if (marker == 0xEE && length >= 2 + TRANSFORM + 1 && startsWith(ADOBE, length)) {
      transform = u1(at + 2 + TRANSFORM);
    } else if (isFrame(marker)) {
      frame(length);
    }
    if (!application && marker != 0xFE) {
      tables.write(0xFF);
      tables.write(marker);
      tables.write(bytes, at, length);
    }
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private void frame(int length) throws DataFormatException {
    int count = length >= 8 ? u1(at + 7) : 0;
    if (components.length > 0 || count == 0 || length < 8 + 3 * count) {
      throw wrong("has a damaged frame header");
    }
    components = new byte[count];
    for (int i = 0; i < count; i++) {
      components[i] = bytes[at + 8 + 3 * i];
    }
  }

  private boolean startsWith(byte[] start, int length) {
    return length >= 2 + start.length
        && Arrays.equals(bytes, at + 2, at + 2 + start.length, start, 0, start.length);
  }

  private int u1(int place) {
    return bytes[place] & 0xFF;
  }

  private DataFormatException wrong(String how) {
    return new DataFormatException(
        file,
        Pictures.CORRUPT,
        "the JPEG %s at byte %,d of %,d; fetch it again".formatted(how, at, bytes.length),
        null);
  }
}
