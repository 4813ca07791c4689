package org.refspark.data.synthetic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Greyscale PNG of one bit a pixel, as the published drawings are; quicker than ImageIO. */
final class BitPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private BitPng() {}

  /** A square picture: black where the value is not 0, white elsewhere. */
  static byte[] encode(int[] ink, int size) {
    int stride = 1 + (size + 7) / 8; // a filter byte (none), then eight pixels a byte
    var rows = new byte[stride * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        if (ink[y * size + x] == 0) {
          rows[y * stride + 1 + x / 8] |= (byte) (0x80 >>> (x % 8));
        }
      }
    }
    var header = ByteBuffer.allocate(13).putInt(size).putInt(size).put((byte) 1); // one bit, grey
    var png = new ByteArrayOutputStream();
    png.writeBytes(SIGNATURE);
    chunk(png, "IHDR", header.array(), 13);
    var packed = new byte[rows.length + 1024];
    var deflater = new Deflater(6);
    deflater.setInput(rows);
    deflater.finish();
    int length = deflater.deflate(packed);
    if (!deflater.finished()) {
      throw new IllegalStateException("a drawing of " + rows.length + " bytes did not pack");
    }
    deflater.end();
    chunk(png, "IDAT", packed, length);
    chunk(png, "IEND", new byte[0], 0);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data, int length) {
    var body = ByteBuffer.allocate(4 + length);
    body.put(type.getBytes(StandardCharsets.US_ASCII)).put(data, 0, length);
    var checksum = new CRC32();
    checksum.update(body.array());
    png.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    png.writeBytes(body.array());
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}
