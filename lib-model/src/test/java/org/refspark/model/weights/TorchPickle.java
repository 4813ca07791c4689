package org.refspark.model.weights;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes PyTorch's archives by hand: a pickle opcode by opcode, and a zip around it. */
final class TorchPickle {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  TorchPickle() {
    raw("\u0080\u0002");
  }

  /** Opcodes as characters 0 to 255. */
  TorchPickle raw(String opcodes) {
    bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  TorchPickle text(String text) {
    raw("X");
    raw(little(text.length(), 4));
    return raw(text);
  }

  TorchPickle number(long value) {
    raw("\u008a\u0008");
    return raw(little(value, 8));
  }

  TorchPickle global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  /** Tuple of whole numbers. */
  TorchPickle numbers(long... values) {
    raw("(");
    for (long value : values) {
      number(value);
    }
    return raw("t");
  }

  TorchPickle storage(String type, String key, long length) {
    return raw("(")
        .text("storage")
        .global("torch", type)
        .text(key)
        .text("cpu")
        .number(length)
        .raw("tQ");
  }

  /** An array, as {@code torch._utils._rebuild_tensor_v2} makes it. */
  TorchPickle tensor(
      String type, String key, long length, long offset, long[] shape, long[] strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .raw("(")
        .storage(type, key, length)
        .number(offset)
        .numbers(shape)
        .numbers(strides)
        .raw("\u0089")
        .global("collections", "OrderedDict")
        .raw(")RtR");
  }

  TorchPickle dictionary() {
    return global("collections", "OrderedDict").raw(")R");
  }

  byte[] end() {
    return raw(".").bytes.toByteArray();
  }

  /** A number, little endian, as characters. */
  static String little(long value, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (value >>> 8 * i & 0xff));
    }
    return text.toString();
  }

  /** A state dictionary of one array "w" of six float32 in storage 0. */
  static byte[] sixFloats(long claimed, long offset, long[] shape, long[] strides) {
    return new TorchPickle()
        .dictionary()
        .raw("(")
        .text("w")
        .tensor("FloatStorage", "0", claimed, offset, shape, strides)
        .raw("u")
        .end();
  }

  /** Entries of an archive in PyTorch's form; values are text, bytes or floats. */
  static Map<String, byte[]> entries(byte[] pickle, byte[]... storages) {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("a/data.pkl", pickle);
    for (int i = 0; i < storages.length; i++) {
      entries.put("a/data/" + i, storages[i]);
    }
    entries.put("a/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return entries;
  }

  static byte[] zip(Map<String, byte[]> entries, int method) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var entry : entries.entrySet()) {
        add(zip, entry.getKey(), entry.getValue(), method);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content, int method)
      throws IOException {
    var head = new ZipEntry(name);
    head.setMethod(method);
    if (method == ZipEntry.STORED) {
      var sum = new CRC32();
      sum.update(content);
      head.setSize(content.length);
      head.setCrc(sum.getValue());
    }
    zip.putNextEntry(head);
    OutputStream out = zip;
    out.write(content);
    zip.closeEntry();
  }

  static byte[] stored(byte[] pickle, byte[]... storages) {
    return zip(entries(pickle, storages), ZipEntry.STORED);
  }

  static byte[] floats(float... values) {
    var text = new StringBuilder();
    for (float value : values) {
      text.append(little(Float.floatToIntBits(value), 4));
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static Path file(Path folder, String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
