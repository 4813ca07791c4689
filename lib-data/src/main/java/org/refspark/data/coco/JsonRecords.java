package org.refspark.data.coco;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;

/** A file that is one JSON list of objects, element by element as plain values. */
public final class JsonRecords {
  private JsonRecords() {}

  /** Takes one element. */
  public interface Reader {
    /**
     * @param element null, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, {@link
     *     List} and {@link Map} by field; whole numbers beyond 64 bits come as doubles
     * @param position in the list, from 0
     */
    void read(Map<String, Object> element, int position) throws DataFormatException;
  }

  /**
   * Walks the list.
   *
   * @param name what the list holds, for messages
   */
  public static void read(DataFiles files, String path, String name, Reader reader)
      throws IOException {
    try (var parser = new CocoParser(files, path)) {
      parser.list(name, (element, position) -> reader.read(fields(element.node()), position));
    }
  }

  private static Map<String, Object> fields(JsonNode node) {
    Map<String, Object> fields = new LinkedHashMap<>();
    node.fields().forEachRemaining(field -> fields.put(field.getKey(), plain(field.getValue())));
    return fields;
  }

  /** The parser bounds how deep a value may lie. */
  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      return fields(node);
    } else if (node.isArray()) {
      List<Object> values = new ArrayList<>();
      node.forEach(value -> values.add(plain(value)));
      return values;
    } else if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    } else if (node.isNumber()) {
      return node.doubleValue();
    } else if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.textValue();
  }
}
