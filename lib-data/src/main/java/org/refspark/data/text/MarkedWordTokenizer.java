package org.refspark.data.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The words of a data set between marks: stands in for CLIP's pieces where no published vocabulary
 * is given. Ids are the vocabulary's; the start mark and the end mark follow its last word. (The
 * vocabulary's own reserved marks are small ids and stay unused: the end must be the largest.)
 *
 * @param vocabulary the ids of the words
 */
public record MarkedWordTokenizer(Vocabulary vocabulary) implements Tokenizer {
  public MarkedWordTokenizer {
    Objects.requireNonNull(vocabulary, "vocabulary");
  }

  /** Number of the vocabulary's words and two marks. */
  @Override
  public int size() {
    return vocabulary.size() + 2;
  }

  @Override
  public int[] encode(String text, int context) {
    List<String> words = WordTokenizer.words(text);
    int[] pieces = words.stream().limit(Math.max(0, context)).mapToInt(vocabulary::id).toArray();
    return Marks.around(pieces, startId(), endId(), context);
  }

  @Override
  public int endId() {
    return vocabulary.size() + 1;
  }

  @Override
  public String piece(int id) {
    Objects.checkIndex(id, size());
    if (id == endId()) {
      return vocabulary.word(Vocabulary.END);
    }
    return vocabulary.word(id == startId() ? Vocabulary.START : id);
  }

  @Override
  public byte[] content() {
    return vocabulary.toJson().getBytes(StandardCharsets.UTF_8);
  }

  private int startId() {
    return vocabulary.size();
  }
}
