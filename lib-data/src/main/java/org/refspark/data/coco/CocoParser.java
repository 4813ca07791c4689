package org.refspark.data.coco;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;

/** Walks a COCO file; holds one element of a list at a time. */
final class CocoParser implements AutoCloseable {
  /** Python writes NaN; it is refused where the number is looked at, which names the element. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final String file;
  private final JsonParser parser;

  /** Takes one element of a list. */
  interface ElementReader {
    void read(JsonElement element, int position) throws DataFormatException;
  }

  CocoParser(DataFiles files, String path) throws IOException {
    this.file = files.describe(path);
    this.parser = parser(files.open(path));
  }

  private JsonParser parser(InputStream in) throws IOException {
    try {
      return MAPPER.createParser(in);
    } catch (CharConversionException e) {
      in.close();
      throw notUtf8(e);
    }
  }

  /** Walks those lists of the file's one object that have a reader; each must be there. */
  void lists(Map<String, ElementReader> readers) throws IOException {
    Set<String> missing = new TreeSet<>(readers.keySet());
    try {
      expect(parser.nextToken(), JsonToken.START_OBJECT, "an object of " + missing);
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        parser.nextToken();
        if (readers.containsKey(field)) {
          elements(field, readers.get(field));
          missing.remove(field);
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw broken(e);
    } catch (CharConversionException e) {
      throw notUtf8(e);
    }
    if (!missing.isEmpty()) {
      throw new DataFormatException(file, "has no " + missing + ", expected COCO instances");
    }
  }

  /** Walks the file's one list. */
  void list(String name, ElementReader reader) throws IOException {
    try {
      parser.nextToken();
      elements(name, reader);
    } catch (JsonProcessingException e) {
      throw broken(e);
    } catch (CharConversionException e) {
      throw notUtf8(e);
    }
  }

  /** Walks the list that starts at the current token. */
  private void elements(String name, ElementReader reader) throws IOException {
    expect(parser.currentToken(), JsonToken.START_ARRAY, "a list of " + name);
    for (int position = 0; parser.nextToken() != JsonToken.END_ARRAY; position++) {
      String place = "%s[%d]".formatted(name, position);
      expect(parser.currentToken(), JsonToken.START_OBJECT, "an object as " + place);
      reader.read(new JsonElement(file, place, node(place)), position);
    }
  }

  private JsonNode node(String place) throws IOException {
    try {
      return MAPPER.readTree(new ElementTokens(parser));
    } catch (ElementTokens.TooMany e) {
      throw new DataFormatException(
          file,
          "%s holds more than the %,d values allowed".formatted(place, ElementTokens.MOST),
          e);
    }
  }

  private void expect(JsonToken found, JsonToken wanted, String what) throws DataFormatException {
    if (found != wanted) {
      var at = parser.currentTokenLocation();
      throw new DataFormatException(
          file,
          "line %d, column %d: found %s, expected %s"
              .formatted(
                  at.getLineNr(),
                  at.getColumnNr(),
                  found == null ? "the end of the file" : found,
                  what));
    }
  }

  private DataFormatException broken(JsonProcessingException e) {
    var at = e.getLocation();
    String place =
        at == null ? "" : "line %d, column %d: ".formatted(at.getLineNr(), at.getColumnNr());
    return new DataFormatException(
        file, place + "not valid JSON (" + e.getOriginalMessage() + "); fetch the file anew", e);
  }

  private DataFormatException notUtf8(CharConversionException e) {
    return new DataFormatException(
        file, "is not JSON in UTF-8 (" + e.getMessage() + "); fetch the file anew", e);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
