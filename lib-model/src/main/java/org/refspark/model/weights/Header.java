package org.refspark.model.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;

/**
 * The head of a safetensors file: 8 bytes of length, then JSON that names type, shape and place of
 * each array. A header that is read is valid: arrays lie one behind the other without gap or
 * overlap, and each is as long as its shape says.
 *
 * @param bytes of the length field and the JSON together
 * @param arrays in the order of their places
 */
record Header(long bytes, Map<String, String> metadata, List<StoredArray> arrays) {
  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = Long.BYTES;
  private static final long LARGEST = 100_000_000;
  private static final int MOST_DIMENSIONS = 32;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * Reads the header and leaves the stream at the first array.
   *
   * @param file named in errors
   */
  static Header read(String file, InputStream in) throws IOException {
    var lengthField = in.readNBytes(LENGTH_BYTES);
    if (lengthField.length < LENGTH_BYTES) {
      throw new DataFormatException(
          file,
          "ends at byte %d, a safetensors file begins with 8 bytes of length"
              .formatted(lengthField.length));
    }
    long length = ByteBuffer.wrap(lengthField).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LARGEST) {
      throw new DataFormatException(
          file,
          "byte 0 gives a header of %s bytes, expected 2 to %d; is this a safetensors file?"
              .formatted(Long.toUnsignedString(length), LARGEST));
    }
    var json = in.readNBytes((int) length);
    if (json.length < length) {
      throw new DataFormatException(
          file,
          "ends at byte %d inside its header of %d bytes; fetch or save it again"
              .formatted(LENGTH_BYTES + json.length, length));
    }
    return new HeaderParser(file).parse(json);
  }

  /** Reads one header's JSON; knows the file's name for errors. */
  private record HeaderParser(String file) {
    Header parse(byte[] json) throws IOException {
      var root = tree(json);
      if (!root.isObject()) {
        throw wrong("is not a JSON object");
      }
      var metadata = new LinkedHashMap<String, String>();
      var arrays = new ArrayList<StoredArray>();
      for (var field : root.properties()) {
        if (field.getKey().equals(METADATA)) {
          for (var entry : field.getValue().properties()) {
            metadata.put(entry.getKey(), entry.getValue().asText());
          }
        } else {
          arrays.add(array(field.getKey(), field.getValue()));
        }
      }
      arrays.sort(Comparator.comparingLong(StoredArray::begin).thenComparing(StoredArray::end));
      requireOneBehindTheOther(arrays);
      return new Header((long) LENGTH_BYTES + json.length, metadata, List.copyOf(arrays));
    }

    private JsonNode tree(byte[] json) throws IOException {
      try {
        return JSON.readTree(json);
      } catch (JsonProcessingException e) {
        long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
        throw new DataFormatException(
            file,
            "header is not valid JSON at byte %d: %s"
                .formatted(LENGTH_BYTES + at, e.getOriginalMessage()),
            e);
      }
    }

    private StoredArray array(String name, JsonNode entry) throws DataFormatException {
      var shape = longs(name, entry, "shape");
      var offsets = longs(name, entry, "data_offsets");
      if (shape.length > MOST_DIMENSIONS || offsets.length != 2) {
        throw wrong(
            "gives %s %d dimensions and %d offsets, expected at most %d and just 2"
                .formatted(name, shape.length, offsets.length, MOST_DIMENSIONS));
      }
      var type = type(name, entry.path("dtype").asText());
      long bytes = type.bytes();
      try {
        for (long size : shape) {
          bytes = Math.multiplyExact(bytes, size);
        }
      } catch (ArithmeticException e) {
        bytes = Long.MAX_VALUE;
      }
      if (offsets[1] < offsets[0] || offsets[1] - offsets[0] != bytes) {
        throw wrong(
            "places %s at bytes %d to %d, its shape %s of %s needs %d"
                .formatted(name, offsets[0], offsets[1], entry.path("shape"), type, bytes));
      }
      return new StoredArray(name, type, shape, offsets[0], offsets[1]);
    }

    private ElementType type(String name, String text) throws DataFormatException {
      for (var type : ElementType.values()) {
        if (type.name().equals(text)) {
          return type;
        }
      }
      throw wrong(
          "gives %s the element type '%s', known are %s"
              .formatted(name, text, List.of(ElementType.values())));
    }

    private long[] longs(String name, JsonNode entry, String key) throws DataFormatException {
      var list = entry.path(key);
      var values = new long[list.size()];
      for (int i = 0; i < values.length; i++) {
        if (!list.get(i).isIntegralNumber()
            || !list.get(i).canConvertToLong()
            || list.get(i).asLong() < 0) {
          throw wrong("gives %s %s %s, expected numbers from 0".formatted(name, key, list));
        }
        values[i] = list.get(i).asLong();
      }
      if (!list.isArray()) {
        throw wrong("gives %s no list '%s'".formatted(name, key));
      }
      return values;
    }

    private void requireOneBehindTheOther(List<StoredArray> arrays) throws DataFormatException {
      long next = 0;
      String before = "the header";
      for (var array : arrays) {
        if (array.begin() != next) {
          throw wrong(
              "places %s at byte %d, expected %d, right behind %s; arrays may not %s"
                  .formatted(
                      array.name(),
                      array.begin(),
                      next,
                      before,
                      array.begin() < next ? "overlap" : "leave gaps"));
        }
        next = array.end();
        before = array.name();
      }
    }

    private DataFormatException wrong(String problem) {
      return new DataFormatException(file, "header " + problem);
    }
  }
}
