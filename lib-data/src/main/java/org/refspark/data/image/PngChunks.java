package org.refspark.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.refspark.data.DataFormatException;

/** Walks over a PNG's chunks, each of which is whole: inside the file, its checksum right. */
final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** The name of the last chunk. */
  static final int IEND = 0x49454E44;

  /** A chunk's length and name before its content, and its checksum behind it: bytes. */
  private static final int BEFORE = 8;

  private static final int AROUND = BEFORE + 4;

  private final String file;
  private final byte[] bytes;
  private final ByteBuffer buffer;
  private int offset;
  private int length;
  private int next = SIGNATURE.length;

  /**
   * Starts before the first chunk.
   *
   * @param file how messages name the picture
   * @param bytes a PNG
   */
  PngChunks(String file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes);
  }

  static boolean isPng(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /** Throws where the file ends too early or a chunk's checksum is wrong. */
  static void check(String file, byte[] bytes) throws DataFormatException {
    var chunks = new PngChunks(file, bytes);
    int name;
    do {
      name = chunks.next();
    } while (name != IEND);
  }

  /**
   * Goes on to the next chunk, of which there is one until {@link #IEND} has come.
   *
   * @return its name, four letters as one number
   * @throws DataFormatException where the file ends too early or the chunk's checksum is wrong
   */
  int next() throws DataFormatException {
    offset = next;
    int left = bytes.length - offset - AROUND;
    long claimed = left < 0 ? 0 : Integer.toUnsignedLong(buffer.getInt(offset));
    if (claimed > left) {
      throw broken("truncated");
    }
    length = (int) claimed;
    var crc = new CRC32();
    crc.update(bytes, offset + 4, length + 4);
    if ((int) crc.getValue() != buffer.getInt(offset + BEFORE + length)) {
      throw broken("damaged (wrong checksum)");
    }
    next = offset + AROUND + length;
    return buffer.getInt(offset + 4);
  }

  /** What the chunk holds, a view of the file. */
  ByteBuffer content() {
    return buffer.slice(offset + BEFORE, length);
  }

  private DataFormatException broken(String how) {
    return new DataFormatException(
        file,
        Pictures.CORRUPT,
        "the PNG is %s in the chunk at byte %,d of %,d; fetch it again"
            .formatted(how, offset, bytes.length),
        null);
  }
}
