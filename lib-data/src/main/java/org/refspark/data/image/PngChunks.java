package org.refspark.data.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.refspark.data.DataFormatException;

/** A PNG's chunks are whole: lengths inside the file, checksums right, the end mark there. */
final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int END = 0x49454E44; // IEND

  private PngChunks() {}

  static boolean isPng(byte[] bytes) {
    return bytes.length >= SIGNATURE.length
        && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  /** Throws where the file ends too early or a chunk's checksum is wrong. */
  static void check(String file, byte[] bytes) throws DataFormatException {
    var buffer = ByteBuffer.wrap(bytes);
    int offset = SIGNATURE.length;
    while (true) {
      if (bytes.length - offset < 12) {
        throw broken(file, "truncated", offset, bytes);
      }
      long length = Integer.toUnsignedLong(buffer.getInt(offset));
      if (length > bytes.length - offset - 12) {
        throw broken(file, "truncated", offset, bytes);
      }
      var crc = new CRC32();
      crc.update(bytes, offset + 4, (int) length + 4);
      if ((int) crc.getValue() != buffer.getInt(offset + 8 + (int) length)) {
        throw broken(file, "damaged (wrong checksum)", offset, bytes);
      }
      if (buffer.getInt(offset + 4) == END) {
        return;
      }
      offset += 12 + (int) length;
    }
  }

  private static DataFormatException broken(String file, String how, int offset, byte[] bytes) {
    return new DataFormatException(
        file,
        Pictures.CORRUPT,
        "the PNG is %s in the chunk at byte %,d of %,d; fetch it again"
            .formatted(how, offset, bytes.length),
        null);
  }
}
