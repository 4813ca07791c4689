package org.refspark.data.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes plain data as a Python pickle of protocol 2, which Python 2 and 3 and {@link PickleReader}
 * read: null, {@link Boolean}, {@link Integer}, {@link Long}, {@link Double}, {@link String}
 * (unicode), {@link List} (a list) and {@link Map} (a dict, in its own order), nested but not in
 * themselves.
 */
public final class PickleWriter {
  /** Python's own batches: how many values a reader has on its stack at once. */
  private static final int BATCH = 1000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Where strings that were written once are kept for later. */
  private final Map<String, Integer> memo = new HashMap<>();

  private PickleWriter() {}

  /**
   * The pickle of a value.
   *
   * @throws IllegalArgumentException where it holds something of another type
   */
  public static byte[] write(Object value) {
    var writer = new PickleWriter();
    writer.out.write(0x80);
    writer.out.write(2);
    writer.value(value);
    writer.out.write('.');
    return writer.out.toByteArray();
  }

  private void value(Object value) {
    if (value == null) {
      out.write('N');
    } else if (value instanceof Boolean truth) {
      out.write(truth ? 0x88 : 0x89);
    } else if (value instanceof Integer || value instanceof Long) {
      whole(((Number) value).longValue());
    } else if (value instanceof Double real) {
      out.write('G');
      out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(real).array());
    } else if (value instanceof String text) {
      text(text);
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else {
      throw new IllegalArgumentException(
          "a value of %s, expected plain data".formatted(value.getClass()));
    }
  }

  private void whole(long value) {
    if (value == (int) value) {
      out.write('J');
      little(value, Integer.BYTES);
    } else {
      out.write(0x8a);
      out.write(Long.BYTES);
      little(value, Long.BYTES);
    }
  }

  private void text(String text) {
    Integer known = memo.get(text);
    if (known != null) {
      out.write('j');
      little(known, Integer.BYTES);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    little(bytes.length, Integer.BYTES);
    out.writeBytes(bytes);
    out.write('r');
    little(memo.size(), Integer.BYTES);
    memo.put(text, memo.size());
  }

  private void list(List<?> list) {
    out.write(']');
    for (int from = 0; from < list.size(); from += BATCH) {
      out.write('(');
      list.subList(from, Math.min(list.size(), from + BATCH)).forEach(this::value);
      out.write('e');
    }
  }

  private void map(Map<?, ?> map) {
    out.write('}');
    for (var entry : map.entrySet()) {
      value(entry.getKey());
      value(entry.getValue());
      out.write('s');
    }
  }

  private void little(long value, int bytes) {
    byte[] all =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
  }
}
