package org.refspark.jobs.storage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;

/**
 * Small documents: records as JSON, keys in kebab case, absent values left out; whole when read, so
 * that a missing key is an error.
 *
 * <p>Documents of shards and runs are sealed: their last entry, {@code sha256}, is the hash of the
 * document without it, so that a bit that has changed since is found. One without a seal is read
 * too: it is older, or was written by hand.
 */
public final class Json {
  // Of one document; a ledger page of a large round is a few megabytes.
  private static final long CAP = 256L << 20;

  private static final String END = "\n}";
  private static final String SEAL_BEGINS = ",\n  \"sha256\" : \"";
  private static final String SEAL_ENDS = "\"" + END;
  private static final int HASH_LENGTH = 64;

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
    return utf8(text(document));
  }

  /** On several lines. */
  public static String text(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw notWritable(document, e);
    }
  }

  /** On several lines, in UTF-8, with the seal. */
  public static byte[] sealed(Object document) {
    var text = text(document);
    if (!text.endsWith(END)) {
      throw new IllegalStateException(document.getClass() + " has no entries to seal");
    }
    var open = text.substring(0, text.length() - END.length());
    return utf8(open + SEAL_BEGINS + Sha256.of(utf8(text)) + SEAL_ENDS);
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

  /** Writes a document with its seal, over whatever was there. */
  public static void write(Storage storage, String name, Object document) throws IOException {
    storage.write(name, sealed(document));
  }

  /**
   * Reads a document; {@link DataFormatException} where it is not one of that type, or has changed
   * since it was sealed.
   */
  public static <T> T read(DataFiles storage, String name, Class<T> type) throws IOException {
    var content = unsealed(storage.describe(name), storage.read(name, CAP));
    try {
      return MAPPER.readValue(content, type);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          storage.describe(name), "is not whole: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * Whether a document is there and was written to its end: what its writer commits by it holds.
   */
  public static boolean isCommitted(Storage storage, String name) throws IOException {
    return storage.exists(name) && isComplete(storage, name);
  }

  /**
   * Whether a document was written to its end, right or wrong: a process that died over it has left
   * a part.
   */
  public static boolean isComplete(DataFiles storage, String name) throws IOException {
    var text = new String(storage.read(name, CAP), StandardCharsets.UTF_8);
    return text.strip().endsWith("}");
  }

  /** The document without its seal, which must be right. */
  private static byte[] unsealed(String place, byte[] content) throws DataFormatException {
    // One byte is one character, so that places in the text are places in the file.
    var text = new String(content, StandardCharsets.ISO_8859_1);
    int seal = text.length() - SEAL_BEGINS.length() - HASH_LENGTH - SEAL_ENDS.length();
    if (seal < 0 || !text.startsWith(SEAL_BEGINS, seal) || !text.endsWith(SEAL_ENDS)) {
      return content;
    }
    var document = (text.substring(0, seal) + END).getBytes(StandardCharsets.ISO_8859_1);
    int hash = seal + SEAL_BEGINS.length();
    if (!Sha256.of(document).equals(text.substring(hash, hash + HASH_LENGTH))) {
      throw new DataFormatException(
          place, "has changed since it was written: it is not what its own sha256 says");
    }
    return document;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
