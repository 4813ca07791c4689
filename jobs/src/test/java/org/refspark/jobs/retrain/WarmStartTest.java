package org.refspark.jobs.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.model.ParameterLayout;
import org.refspark.model.ParameterLayout.Slot;

class WarmStartTest {
  private static final List<String> WORDS = List.of("<NULL>", "<START>", "<END>", "<UNK>", "tree");
  private static final List<String> MORE =
      List.of("<NULL>", "<START>", "<END>", "<UNK>", "tree", "sun");

  @Test
  void aNewWordBeginsAsAnUnknownOne() {
    var from = layout(5, 3);
    var start =
        new WarmStart(from, WORDS, new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 7, 8, 9})
            .values(layout(6, 3), MORE);
    assertArrayEquals(new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 7, 8, 9}, start);
  }

  @Test
  void wordsKeepTheirRowsWhereverTheirIdsGo() {
    var sorted = List.of("<NULL>", "<START>", "<END>", "<UNK>", "sun", "tree");
    var start =
        new WarmStart(layout(5, 1), WORDS, new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 7})
            .values(layout(6, 1), sorted);
    assertArrayEquals(new float[] {0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 4, 4, 7}, start);
  }

  @Test
  void marksBehindTheWordsStayBehindThem() {
    var start =
        new WarmStart(
                layout(7, 1), WORDS, new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7})
            .values(layout(8, 1), MORE);
    assertArrayEquals(new float[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 5, 5, 6, 6, 7}, start);
  }

  @Test
  void aPublishedVocabularysTableIsCopiedAsItIs() {
    float[] values = new float[2 * 100 + 1];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    assertArrayEquals(
        values, new WarmStart(layout(100, 1), WORDS, values).values(layout(100, 1), MORE));
  }

  @Test
  void anotherNetworkIsRefused() {
    var refusal =
        assertThrows(
            ConfigurationException.class,
            () -> new WarmStart(layout(5, 1), WORDS, new float[11]).values(layout(6, 4), MORE));
    assertTrue(refusal.getMessage().contains("head.weight is [4] and was [1]"));
    assertTrue(refusal.getMessage().contains("retrain.warm-start=scratch"));
  }

  private static ParameterLayout layout(long words, long head) {
    return new ParameterLayout(
        List.of(
            new Slot("language.embedding.weight", new long[] {words, 2}, 0, "language", true),
            new Slot("head.weight", new long[] {head}, 2 * words, "head", true)));
  }
}
