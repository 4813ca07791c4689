package org.refspark.data.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Cuts an expression at blanks: lower case, no empty words (double and edge blanks vanish),
 * punctuation stays with its word. Ids carry no start or end mark and are filled with {@link
 * Vocabulary#NULL} on the right, as GRM-Net reads them.
 *
 * @param vocabulary the ids of the words
 */
public record WordTokenizer(Vocabulary vocabulary) {
  /** GRM-Net's length; the longest published expression has 13 words. */
  public static final int DEFAULT_LENGTH = 15;

  public WordTokenizer {
    Objects.requireNonNull(vocabulary, "vocabulary");
  }

  /** The words of a text, as the vocabulary lists them. */
  public static List<String> words(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+"));
  }

  /**
   * Exactly {@code maxLength} ids: the first words', then {@link Vocabulary#NULL}.
   *
   * @throws IllegalArgumentException where {@code maxLength} is below 1
   */
  public int[] encode(String text, int maxLength) {
    checkLength(maxLength);
    int[] ids = words(text).stream().limit(maxLength).mapToInt(vocabulary::id).toArray();
    return Arrays.copyOf(ids, maxLength);
  }

  /** How many of the ids that {@link #encode} gives are words; 0 for a blank text. */
  public int length(String text, int maxLength) {
    checkLength(maxLength);
    return Math.min(maxLength, words(text).size());
  }

  private static void checkLength(int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maximum length is " + maxLength + ", expected 1 or more");
    }
  }
}
