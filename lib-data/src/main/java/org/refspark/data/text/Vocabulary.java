package org.refspark.data.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.refspark.data.DataFormatException;

/**
 * The words of a data set and their ids: four reserved words first, then the data set's own in
 * alphabetical order, so that the same expressions give the same ids whatever their order.
 * Immutable.
 */
public final class Vocabulary {
  /** Fills ids up to the maximum length. */
  public static final int NULL = 0;

  /** Opens an expression, for encoders that want it; the word tokenizer does not write it. */
  public static final int START = 1;

  /** Closes an expression, for encoders that want it; the word tokenizer does not write it. */
  public static final int END = 2;

  /** Stands for every word that is not listed. */
  public static final int UNK = 3;

  private static final List<String> RESERVED = List.of("<NULL>", "<START>", "<END>", "<UNK>");
  static final String FORMAT = "refspark-vocabulary";
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> words;
  private final Map<String, Integer> ids;

  private Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    this.ids = new HashMap<>();
    for (int id = 0; id < words.size(); id++) {
      ids.put(words.get(id), id);
    }
  }

  /** The words that occur in these expressions, cut as {@link WordTokenizer} cuts them. */
  public static Vocabulary of(Iterable<String> expressions) {
    var found = new TreeSet<String>();
    for (String expression : expressions) {
      found.addAll(WordTokenizer.words(expression));
    }
    RESERVED.forEach(found::remove);
    var words = new ArrayList<>(RESERVED);
    words.addAll(found);
    return new Vocabulary(words);
  }

  /**
   * The vocabulary of these words.
   *
   * @param words as {@link #words()} gave them
   * @throws IllegalArgumentException where they do not begin with the reserved words or one is
   *     listed twice
   */
  public static Vocabulary ofWords(List<String> words) {
    if (words.size() < RESERVED.size() || !words.subList(0, RESERVED.size()).equals(RESERVED)) {
      throw new IllegalArgumentException(
          "words must begin with the reserved words " + String.join(" ", RESERVED));
    }
    var vocabulary = new Vocabulary(words);
    if (vocabulary.ids.size() != words.size()) {
      throw new IllegalArgumentException("a word is listed twice, expected distinct words");
    }
    return vocabulary;
  }

  /** Number of ids, the reserved ones included. */
  public int size() {
    return words.size();
  }

  /** The word's id, {@link #UNK} where it is not listed. */
  public int id(String word) {
    return ids.getOrDefault(word, UNK);
  }

  /** The word of an id in 0 … {@link #size()} − 1. */
  public String word(int id) {
    return words.get(id);
  }

  /** All words in the order of their ids. */
  public List<String> words() {
    return words;
  }

  /** SHA-256 of the words in their order, hexadecimal: equal exactly where all ids are equal. */
  public String hash() {
    try {
      byte[] text = String.join("\n", words).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The JSON document that {@link #parse} reads back. */
  public String toJson() {
    var document = JSON.createObjectNode().put("format", FORMAT).put("version", VERSION);
    var list = document.putArray("words");
    words.forEach(list::add);
    return document.toPrettyString() + "\n";
  }

  /**
   * Reads what {@link #toJson()} wrote.
   *
   * @param file how messages name the document
   * @throws DataFormatException where it is not such a document
   */
  public static Vocabulary parse(String file, String json) throws DataFormatException {
    JsonNode document;
    try {
      document = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DataFormatException(file, "is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!document.path("format").asText().equals(FORMAT)
        || document.path("version").asInt() != VERSION
        || !document.path("words").isArray()) {
      throw new DataFormatException(
          file,
          "is not a vocabulary: expected an object with \"format\": \"%s\", \"version\": %d and a list \"words\""
              .formatted(FORMAT, VERSION));
    }
    return of(file, document.path("words"));
  }

  private static Vocabulary of(String file, JsonNode list) throws DataFormatException {
    var words = new ArrayList<String>();
    for (JsonNode word : list) {
      if (!word.isTextual()) {
        throw new DataFormatException(
            file, "words[%d] is %s, expected a string".formatted(words.size(), word));
      }
      words.add(word.textValue());
    }
    try {
      return ofWords(words);
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(file, e.getMessage(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && words.equals(that.words);
  }

  @Override
  public int hashCode() {
    return words.hashCode();
  }

  @Override
  public String toString() {
    return "Vocabulary of %d words (%s)".formatted(size(), hash().substring(0, 12));
  }
}
