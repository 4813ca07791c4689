package org.refspark.jobs.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Storage;

/** The run directory's small documents: records as JSON with keys in kebab case. */
final class Json {
  // Of one document; a ledger page of a large round is a few megabytes.
  private static final long CAP = 256L << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private Json() {}

  static byte[] bytes(Object document) {
    return text(document).getBytes(StandardCharsets.UTF_8);
  }

  static String text(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of this package has a JSON form", e);
    }
  }

  static <T> T parse(String text, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(text, type);
  }

  /** Reads a document; {@link DataFormatException} where it is not one of that type. */
  static <T> T read(Storage storage, String name, Class<T> type) throws IOException {
    byte[] content = storage.read(name, CAP);
    try {
      return MAPPER.readValue(content, type);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          storage.describe(name), "is not whole: " + e.getOriginalMessage(), e);
    }
  }
}
