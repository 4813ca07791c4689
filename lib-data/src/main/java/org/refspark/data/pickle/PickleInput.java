package org.refspark.data.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle and the place in them; reading past the end or a limit is an error. */
final class PickleInput {
  private final ByteBuffer bytes;
  private final int longest;

  PickleInput(byte[] bytes, int longest) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.longest = longest;
  }

  int position() {
    return bytes.position();
  }

  /** An unsigned byte. */
  int u1() {
    return need(1).get() & 0xFF;
  }

  /** An unsigned little-endian number of two bytes. */
  int u2() {
    return need(2).getShort() & 0xFFFF;
  }

  /** A signed little-endian number of four bytes. */
  int i4() {
    return need(4).getInt();
  }

  /** An unsigned little-endian number of four bytes. */
  long u4() {
    return Integer.toUnsignedLong(i4());
  }

  /** A little-endian number of eight bytes that must not exceed 2⁶³ − 1. */
  long u8() {
    long value = need(8).getLong();
    if (value < 0) {
      throw new IllegalArgumentException("a length above 2^63");
    }
    return value;
  }

  /** A big-endian double. */
  double f8() {
    return Double.longBitsToDouble(Long.reverseBytes(need(8).getLong()));
  }

  /** So many bytes as they are. */
  byte[] bytes(long length) {
    if (length > longest) {
      throw new IllegalArgumentException(
          "a string of %,d bytes, at most %,d allowed".formatted(length, longest));
    }
    ByteBuffer enough = need(length);
    byte[] copy = new byte[(int) length];
    enough.get(copy);
    return copy;
  }

  /** So many bytes as characters 0 to 255, which loses nothing. */
  String latin1(long length) {
    return new String(bytes(length), StandardCharsets.ISO_8859_1);
  }

  /** So many bytes as UTF-8. */
  String utf8(long length) {
    return new String(bytes(length), StandardCharsets.UTF_8);
  }

  /** What stands before the next line feed, as characters 0 to 255. */
  String line() {
    int start = bytes.position();
    int end = start;
    while (true) {
      if (end == bytes.limit()) {
        throw new IllegalArgumentException("a line without end");
      }
      if (bytes.get(end) == '\n') {
        break;
      }
      end++;
    }
    String line = latin1(end - start);
    bytes.get();
    return line;
  }

  private ByteBuffer need(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException(
          "the end, %,d more bytes expected".formatted(length - bytes.remaining()));
    }
    return bytes;
  }
}
