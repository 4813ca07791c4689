package org.refspark.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * One array of a NumPy {@code .npy} file (versions 1 and 2, little endian, C order), values widened
 * to double.
 */
record NpyArray(int[] shape, boolean integral, double[] values) {
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<|=][a-z][0-9])', 'fortran_order': False, 'shape': \\(([0-9, ]*)\\),? *\\}\\s*");

  static NpyArray read(Path file) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < 12 || bytes.getLong(0) << 16 != 0x59504d554e930000L) {
      throw new IOException(file + ": does not begin as a .npy file");
    }
    int version = bytes.get(6);
    bytes.position(8);
    int headerLength = version == 1 ? bytes.getShort() & 0xffff : bytes.getInt();
    var header = new byte[headerLength];
    bytes.get(header);
    var fields = HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1));
    if (!fields.matches()) {
      throw new IOException(
          file + ": header not understood: " + new String(header, StandardCharsets.ISO_8859_1));
    }
    var shape = shape(fields.group(2));
    int length = 1;
    for (int size : shape) {
      length = Math.multiplyExact(length, size);
    }
    var type = fields.group(1).substring(1);
    var values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = next(bytes, type, file);
    }
    if (bytes.hasRemaining()) {
      throw new IOException(file + ": " + bytes.remaining() + " bytes too many");
    }
    return new NpyArray(shape, !type.startsWith("f"), values);
  }

  private static int[] shape(String text) {
    return Pattern.compile(",")
        .splitAsStream(text)
        .map(String::strip)
        .filter(size -> !size.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static double next(ByteBuffer bytes, String type, Path file) throws IOException {
    return switch (type) {
      case "f4" -> bytes.getFloat();
      case "f8" -> bytes.getDouble();
      case "i4" -> bytes.getInt();
      case "i8" -> bytes.getLong();
      case "b1", "u1" -> bytes.get() & 0xff;
      default -> throw new IOException(file + ": element type " + type + " is not read");
    };
  }
}
