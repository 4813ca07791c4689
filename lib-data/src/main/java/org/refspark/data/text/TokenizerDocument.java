package org.refspark.data.text;

import java.nio.charset.StandardCharsets;
import org.refspark.data.DataFormatException;

/** Tells the documents of tokenizers apart. */
final class TokenizerDocument {
  private TokenizerDocument() {}

  static Tokenizer read(String file, byte[] content) throws DataFormatException {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.contains("\"" + Vocabulary.FORMAT + "\"")) {
      return new MarkedWordTokenizer(Vocabulary.parse(file, text));
    }
    return ClipTokenizer.of(file, content);
  }
}
