package org.refspark.data.sketchyscene;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.refspark.data.DataFormatException;
import org.refspark.data.Reasons;
import org.refspark.data.sketchyscene.Entry.Sentence;

/**
 * Reads {@code sentence_instance_<split>.json} as a stream: a list of objects with exactly the
 * fields {@code key} (a number) and {@code sen_instIdx_map} (sentence → list of instance indices).
 * The published order is kept, for it numbers the expressions.
 */
final class SentenceFile {
  private final String file;
  private final String split;
  private final JsonParser json;

  private SentenceFile(String file, String split, JsonParser json) {
    this.file = file;
    this.split = split;
    this.json = json;
  }

  static List<Entry> read(String file, String split, InputStream in) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(in)) {
      return new SentenceFile(file, split, json).entries();
    } catch (JsonProcessingException e) {
      throw new DataFormatException(
          file,
          Reasons.BAD_ANNOTATIONS,
          "is not whole JSON%s: %s; fetch it again"
              .formatted(place(e.getLocation()), e.getOriginalMessage()),
          e);
    } catch (CharConversionException e) {
      throw new DataFormatException(
          file,
          Reasons.BAD_ANNOTATIONS,
          "is not JSON in UTF-8 (%s); fetch it again".formatted(e.getMessage()),
          e);
    }
  }

  private List<Entry> entries() throws IOException {
    expect(json.nextToken(), JsonToken.START_ARRAY, "a list of sketches");
    var entries = new ArrayList<Entry>();
    var keys = new HashSet<Integer>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Entry entry = entry();
      if (!keys.add(entry.key())) {
        throw wrong("key %d for the second time, expected each once".formatted(entry.key()));
      }
      entries.add(entry);
    }
    if (json.nextToken() != null) {
      throw wrong("more behind the list, expected the end of the file");
    }
    return entries;
  }

  private Entry entry() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "an object for a sketch");
    Integer key = null;
    List<Sentence> sentences = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("key") && key == null) {
        key = wholeNumber("the key of a sketch", 1);
      } else if (field.equals("sen_instIdx_map") && sentences == null) {
        sentences = sentences();
      } else {
        throw wrong(
            "the field \"%s\", expected \"key\" and \"sen_instIdx_map\" once each"
                .formatted(field));
      }
    }
    if (key == null || sentences == null) {
      throw wrong("the end of a sketch without \"key\" or \"sen_instIdx_map\"");
    }
    return new Entry(split, key, sentences);
  }

  private List<Sentence> sentences() throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "an object of sentences");
    var sentences = new ArrayList<Sentence>();
    var texts = new HashSet<String>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String text = json.currentName();
      if (!texts.add(text)) {
        throw wrong("the sentence \"%s\" twice in a sketch, expected once".formatted(text));
      }
      json.nextToken();
      sentences.add(new Sentence(text, indices(text)));
    }
    return sentences;
  }

  private List<Integer> indices(String text) throws IOException {
    expect(json.currentToken(), JsonToken.START_ARRAY, "a list of instance indices");
    var indices = new ArrayList<Integer>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      int index = wholeNumber("an instance index", 0);
      if (indices.contains(index)) {
        throw wrong("index %d twice for \"%s\", expected once".formatted(index, text));
      }
      indices.add(index);
    }
    if (indices.isEmpty()) {
      throw wrong("no index for \"%s\", expected one or more".formatted(text));
    }
    return indices;
  }

  private int wholeNumber(String what, int least) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
    long value = json.getNumberType() == JsonParser.NumberType.INT ? json.getLongValue() : -1;
    if (value < least) {
      throw wrong(
          "%s for %s, expected a whole number from %d".formatted(json.getText(), what, least));
    }
    return (int) value;
  }

  private void expect(JsonToken found, JsonToken expected, String what) throws DataFormatException {
    if (found != expected) {
      String kind = found == null ? "the end of the file" : found.name();
      throw wrong("%s, expected %s (%s)".formatted(kind, what, expected));
    }
  }

  private DataFormatException wrong(String found) {
    return new DataFormatException(
        file,
        Reasons.BAD_ANNOTATIONS,
        "found%s: %s".formatted(place(json.currentTokenLocation()), found),
        null);
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }
}
