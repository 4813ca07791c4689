package org.refspark.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedWordTokenizerTest {
  /** Ids: 4 house, 5 left, 6 on, 7 the, 8 trees, 9 two; marks 10 and 11. */
  private static final Tokenizer WORDS =
      new MarkedWordTokenizer(Vocabulary.of(List.of("the two  trees ", "The house on the left")));

  @Test
  void wordsStandBetweenMarksThatFollowTheVocabulary() {
    assertEquals(12, WORDS.size());
    assertEquals(11, WORDS.endId());
    assertArrayEquals(new int[] {10, 7, 9, 8, 11, 0, 0}, WORDS.encode(" The two TREES", 7));
    assertArrayEquals(new int[] {10, 7, 3, 11}, WORDS.encode("the dog", 4));
    assertArrayEquals(new int[] {10, 11, 0}, WORDS.encode(" ", 3));
  }

  @Test
  void longTextsAreCutBeforeTheEndMark() {
    assertArrayEquals(new int[] {10, 7, 4, 11}, WORDS.encode("the house on the left", 4));
    assertArrayEquals(new int[] {10, 11}, WORDS.encode("the house", 2));
    assertThrows(IllegalArgumentException.class, () -> WORDS.encode("the", 1));
    assertThrows(IllegalArgumentException.class, () -> WORDS.encode("the", -1));
  }

  @Test
  void idsAreShownAsTheirWords() {
    assertEquals("house", WORDS.piece(4));
    assertEquals("<START>", WORDS.piece(10));
    assertEquals("<END>", WORDS.piece(11));
    assertEquals("<UNK>", WORDS.piece(3));
    assertThrows(IndexOutOfBoundsException.class, () -> WORDS.piece(12));
  }

  @Test
  void contentIsReadBackEqual() throws Exception {
    assertEquals(WORDS, Tokenizer.read("tokenizer.json", WORDS.content()));
  }
}
