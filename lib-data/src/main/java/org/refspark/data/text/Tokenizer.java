package org.refspark.data.text;

import org.refspark.data.DataFormatException;

/**
 * From an expression's text to the ids of its pieces, between a start mark and an end mark, filled
 * with id 0. The end mark has the largest id of all, so that a text's end lies where its ids are
 * largest, as CLIP finds it. Immutable, for any number of threads.
 */
public interface Tokenizer {
  /** Number of ids: every id is 0 … {@code size() − 1}. */
  int size();

  /**
   * Exactly {@code context} ids: the start mark, the text's pieces, the end mark, then 0. Of a text
   * that is too long the first pieces stay and the last id is the end mark.
   *
   * @param context at least 2
   * @throws IllegalArgumentException where {@code context} is smaller
   */
  int[] encode(String text, int context);

  /** The end mark's id, the largest. */
  int endId();

  /** What an id stands for, to be shown to people; marks come in angle brackets. */
  String piece(int id);

  /**
   * The document that {@link #read} makes an equal tokenizer of: what a run keeps beside its
   * weights and hands to its executors.
   */
  byte[] content();

  /**
   * The tokenizer of a document, told by its content: a word vocabulary that {@link
   * Vocabulary#toJson()} wrote, or what {@link ClipTokenizer#read} reads.
   *
   * @param file how messages name the document
   * @throws DataFormatException where it is not such a document
   */
  static Tokenizer read(String file, byte[] content) throws DataFormatException {
    return TokenizerDocument.read(file, content);
  }
}
