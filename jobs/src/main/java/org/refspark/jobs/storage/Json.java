package org.refspark.jobs.storage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.refspark.data.DataFormatException;

/**
 * Small documents: records as JSON, keys in kebab case, absent values left out; whole when read, so
 * that a missing key is an error.
 */
public final class Json {
  // Of one document; a ledger page of a large round is a few megabytes.
  private static final long CAP = 256L << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .serializationInclusion(JsonInclude.Include.NON_ABSENT)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Json() {}

  /** On several lines, in UTF-8. */
  public static byte[] bytes(Object document) {
    return text(document).getBytes(StandardCharsets.UTF_8);
  }

  /** On several lines. */
  public static String text(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw notWritable(document, e);
    }
  }

  /** On one line, which ends with a line feed. */
  public static String line(Object document) {
    try {
      var flat = MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);
      return flat.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw notWritable(document, e);
    }
  }

  private static IllegalStateException notWritable(Object document, JsonProcessingException e) {
    return new IllegalStateException(document.getClass() + " has no JSON form", e);
  }

  /** The document in a text. */
  public static <T> T parse(String text, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(text, type);
  }

  /** The document in a text's UTF-8. */
  public static <T> T parse(byte[] text, Class<T> type) throws IOException {
    return MAPPER.readValue(text, type);
  }

  /** Reads a document; {@link DataFormatException} where it is not one of that type. */
  public static <T> T read(Storage storage, String name, Class<T> type) throws IOException {
    byte[] content = storage.read(name, CAP);
    try {
      return MAPPER.readValue(content, type);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          storage.describe(name), "is not whole: " + e.getOriginalMessage(), e);
    }
  }
}
