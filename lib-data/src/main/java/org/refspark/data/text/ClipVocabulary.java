package org.refspark.data.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.refspark.data.DataFormatException;

/** Reads the published files of byte-pair vocabularies. */
final class ClipVocabulary {
  static final String START = "<|startoftext|>";
  static final String END = "<|endoftext|>";

  /** CLIP's own; the published list goes on far beyond. */
  private static final int MOST_MERGES = 49_152 - 256 - 2;

  private static final int MOST_BYTES = 32 << 20;
  private static final int MOST_PIECES = 1 << 20;
  private static final int LONGEST_PIECE = 1024;
  private static final ObjectMapper JSON = new ObjectMapper();

  private ClipVocabulary() {}

  /** All bytes of a stream of at most 32 MiB. */
  static byte[] capped(String file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new DataFormatException(
          file, "holds more than the %,d bytes that a vocabulary may".formatted(MOST_BYTES));
    }
    return bytes;
  }

  static BytePairs parse(String file, byte[] content) throws DataFormatException {
    String text = new String(inflated(file, content), StandardCharsets.UTF_8);
    try {
      BytePairs pairs = isJson(text) ? ofJson(file, text) : ofMerges(text);
      if (pairs.idOf(END) != pairs.size() - 1) {
        throw new IllegalArgumentException(
            "the end mark %s has id %d, expected the largest, %d"
                .formatted(END, pairs.idOf(END), pairs.size() - 1));
      }
      return pairs;
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(
          file,
          "is not CLIP's vocabulary: "
              + e.getMessage()
              + "; give bpe_simple_vocab_16e6.txt.gz or a tokenizer.json of a CLIP model",
          e);
    }
  }

  private static byte[] inflated(String file, byte[] content) throws DataFormatException {
    if (content.length < 2 || content[0] != 0x1f || content[1] != (byte) 0x8b) {
      return content;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return capped(file, in);
    } catch (DataFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new DataFormatException(
          file, "the gzip stream is damaged, fetch it again: " + e.getMessage(), e);
    }
  }

  private static boolean isJson(String text) {
    return text.stripLeading().startsWith("{");
  }

  /** Pieces in CLIP's order: bytes, bytes that end a word, results of the merges, marks. */
  private static BytePairs ofMerges(String text) {
    var pairs = new BytePairs();
    byteSymbols().forEach(symbol -> pairs.number(symbol, pairs.size()));
    var lines = text.lines().iterator();
    if (!lines.hasNext() || !lines.next().contains("#version")) {
      throw new IllegalArgumentException("the first line does not state a #version");
    }
    for (int line = 2; lines.hasNext() && line < MOST_MERGES + 2; line++) {
      String merge = lines.next();
      if (!merge.isEmpty()) {
        addMerge(pairs, merge, "line " + line);
      }
    }
    pairs.number(START, pairs.size());
    pairs.number(END, pairs.size());
    return pairs;
  }

  private static void addMerge(BytePairs pairs, String merge, String place) {
    String[] sides = sides(merge, place);
    try {
      pairs.number(sides[0] + sides[1], pairs.size());
      pairs.merge(sides[0], sides[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  private static String[] sides(String merge, String place) {
    String[] sides = merge.split(" ", -1);
    if (sides.length != 2
        || sides[0].isEmpty()
        || sides[1].isEmpty()
        || merge.length() > LONGEST_PIECE) {
      throw new IllegalArgumentException(
          "%s: '%s', expected two pieces with a blank between them"
              .formatted(place, merge.substring(0, Math.min(40, merge.length()))));
    }
    return sides;
  }

  private static BytePairs ofJson(String file, String text) throws DataFormatException {
    JsonNode model;
    JsonNode added;
    try {
      JsonNode document = JSON.readTree(text);
      model = document.path("model");
      added = document.path("added_tokens");
    } catch (JsonProcessingException e) {
      throw new DataFormatException(file, "is not JSON: " + e.getOriginalMessage(), e);
    }
    if (!model.path("type").asText("BPE").equals("BPE")
        || !model.path("end_of_word_suffix").asText().equals(BytePairs.WORD_END)
        || !model.path("vocab").isObject()
        || !model.path("merges").isArray()) {
      throw new IllegalArgumentException(
          "no \"model\" of type BPE with \"end_of_word_suffix\": \"</w>\", \"vocab\" and \"merges\"");
    }
    var pairs = new BytePairs();
    var pieces = model.path("vocab").fields();
    while (pieces.hasNext()) {
      var piece = pieces.next();
      number(pairs, piece.getKey(), piece.getValue(), "model.vocab");
    }
    for (JsonNode mark : added) {
      String symbol = mark.path("content").asText();
      if (!model.path("vocab").has(symbol)) {
        number(pairs, symbol, mark.path("id"), "added_tokens");
      }
    }
    for (int i = 0; i < model.path("merges").size(); i++) {
      String place = "model.merges[%d]".formatted(i);
      String[] sides = sides(merge(model.path("merges").get(i)), place);
      pairs.merge(sides[0], sides[1]);
    }
    pairs.checkIds(byteSymbols());
    return pairs;
  }

  private static void number(BytePairs pairs, String symbol, JsonNode id, String place) {
    if (!id.isInt() || id.intValue() < 0 || id.intValue() >= MOST_PIECES) {
      throw new IllegalArgumentException(
          "%s: the piece '%s' has id %s, expected 0 to %d"
              .formatted(place, symbol, id, MOST_PIECES - 1));
    }
    pairs.number(symbol, id.intValue());
  }

  /** A merge is one text with a blank, or a list of two texts in newer files. */
  private static String merge(JsonNode merge) {
    return merge.isArray() && merge.size() == 2
        ? merge.get(0).asText() + " " + merge.get(1).asText()
        : merge.asText();
  }

  private static List<String> byteSymbols() {
    var symbols = new ArrayList<String>();
    ByteSymbols.ORDER.chars().forEach(c -> symbols.add(Character.toString(c)));
    ByteSymbols.ORDER.chars().forEach(c -> symbols.add(Character.toString(c) + BytePairs.WORD_END));
    return symbols;
  }
}
