package org.refspark.data.sketchyscene;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.InflaterInputStream;

/**
 * Looks over the headers of a {@code .mat} file's variables before the reader does: the reader
 * allocates what a header's lengths claim, and follows MATLAB objects to any depth.
 *
 * <p>A variable is an element (type, length) that holds flags, dimensions and name, each an element
 * too; a compressed one holds the same deflated.
 */
final class MatHeaders {
  static final int FILE_HEADER = 128;
  static final int COMPRESSED = 15;
  static final int MATRIX = 14;
  private static final int OPAQUE = 17;
  static final int MAX_DIMENSION_BYTES = 4 * 32;
  static final int MAX_NAME_BYTES = 256;

  private MatHeaders() {}

  /** Throws where a header claims what no label map needs. */
  static void check(byte[] bytes) throws IOException {
    if (bytes.length < FILE_HEADER) {
      throw new EOFException("no whole header of " + FILE_HEADER + " bytes");
    }
    var order = order(bytes);
    var file = ByteBuffer.wrap(bytes).order(order);
    int offset = FILE_HEADER;
    while (offset < bytes.length) {
      if (bytes.length - offset < 8) {
        throw new EOFException("no whole element at byte " + offset);
      }
      int type = file.getInt(offset);
      long length = Integer.toUnsignedLong(file.getInt(offset + 4));
      if (length > bytes.length - offset - 8) {
        throw new EOFException(
            "the element at byte %,d claims %,d bytes".formatted(offset, length));
      }
      var content = new ByteArrayInputStream(bytes, offset + 8, (int) length);
      if (type == COMPRESSED) {
        try (var inflated = new InflaterInputStream(content)) {
          checkCompressed(inflated, order, offset);
        }
      } else if (type == MATRIX) {
        checkVariable(content, order, offset);
      } else {
        throw new IOException("the element at byte %,d is of type %d".formatted(offset, type));
      }
      offset += 8 + (int) length;
    }
  }

  /** The order of a file's numbers, from its header. */
  static ByteOrder order(byte[] bytes) {
    return bytes[126] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static void checkCompressed(InputStream inflated, ByteOrder order, int offset)
      throws IOException {
    ByteBuffer tag = read(inflated, 8, order);
    if (tag.getInt(0) != MATRIX || tag.getInt(4) < 0) {
      throw new IOException(
          "the compressed element at byte %,d is no matrix of less than 2 GiB".formatted(offset));
    }
    checkVariable(inflated, order, offset);
  }

  private static void checkVariable(InputStream in, ByteOrder order, int offset)
      throws IOException {
    ByteBuffer flags = element(in, order, 8, offset);
    if (flags.remaining() >= 4 && (flags.getInt(0) & 0xFF) == OPAQUE) {
      throw new IOException("the variable at byte %,d is a MATLAB object".formatted(offset));
    }
    element(in, order, MAX_DIMENSION_BYTES, offset);
    element(in, order, MAX_NAME_BYTES, offset);
  }

  /** Reads an element's content; short ones keep it in the upper half of their tag. */
  static ByteBuffer element(InputStream in, ByteOrder order, int most, int offset)
      throws IOException {
    ByteBuffer tag = read(in, 8, order);
    if (tag.getInt(0) >>> 16 != 0) {
      return tag.slice(4, 4).order(order);
    }
    long length = Integer.toUnsignedLong(tag.getInt(4));
    if (length > most) {
      throw new IOException(
          "a header of the variable at byte %,d claims %,d bytes, at most %d expected"
              .formatted(offset, length, most));
    }
    ByteBuffer content = read(in, (int) length, order);
    in.skipNBytes((8 - length % 8) % 8);
    return content;
  }

  static ByteBuffer read(InputStream in, int length, ByteOrder order) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("a variable's header ends too early");
    }
    return ByteBuffer.wrap(bytes).order(order);
  }
}
