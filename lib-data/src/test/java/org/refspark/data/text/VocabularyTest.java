package org.refspark.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.refspark.data.DataFormatException;
import org.refspark.data.RealData;

class VocabularyTest {
  private static final Vocabulary TREES =
      Vocabulary.of(List.of("the two  trees ", "The house on the left"));

  @Test
  void wordsAreSortedBehindTheReservedOnes() {
    assertEquals(
        List.of(
            "<NULL>", "<START>", "<END>", "<UNK>", "house", "left", "on", "the", "trees", "two"),
        TREES.words());
    assertEquals(10, TREES.size());
  }

  @Test
  void orderOfExpressionsDoesNotMatter() {
    var other = Vocabulary.of(List.of("the house on the left", "trees two the"));
    assertEquals(TREES, other);
    assertEquals(TREES.hash(), other.hash());
    assertNotEquals(TREES.hash(), Vocabulary.of(List.of("the two trees")).hash());
  }

  @Test
  void doubleAndEdgeBlanksAndUpperCaseVanish() {
    var tokenizer = new WordTokenizer(TREES);
    assertArrayEquals(new int[] {7, 9, 8, 0, 0}, tokenizer.encode("  THE  two\ttrees ", 5));
    assertEquals(3, tokenizer.length("  THE  two\ttrees ", 5));
  }

  @Test
  void unknownWordsBecomeUnkAndLongTextsAreCut() {
    var tokenizer = new WordTokenizer(TREES);
    assertArrayEquals(new int[] {7, 3, 8}, tokenizer.encode("the seven trees on the left", 3));
    assertEquals(3, tokenizer.length("the seven trees on the left", 3));
  }

  @Test
  void reservedNamesInAnExpressionAreNotListedTwice() {
    var vocabulary = Vocabulary.of(List.of("the <UNK> tree", "<null>"));
    assertEquals(List.of("<null>", "<unk>", "the", "tree"), vocabulary.words().subList(4, 8));
  }

  @Test
  void blankTextHasNoWords() {
    var tokenizer = new WordTokenizer(TREES);
    assertArrayEquals(new int[4], tokenizer.encode("  ", 4));
    assertEquals(0, tokenizer.length("", 4));
    assertThrows(IllegalArgumentException.class, () -> tokenizer.encode("the", 0));
  }

  @Test
  void documentIsReadBackEqual() throws Exception {
    assertEquals(TREES, Vocabulary.parse("vocabulary.json", TREES.toJson()));
  }

  @Test
  void damagedDocumentsAreRefusedWithTheirName() {
    for (String document :
        List.of(
            "{",
            "[]",
            "{\"format\":\"refspark-vocabulary\",\"version\":2,\"words\":[]}",
            "{\"format\":\"refspark-vocabulary\",\"version\":1,\"words\":[\"the\"]}",
            TREES.toJson().replace("\"trees\"", "7"),
            TREES.toJson().replace("\"trees\"", "\"two\""))) {
      var error =
          assertThrows(
              DataFormatException.class, () -> Vocabulary.parse("v.json", document), document);
      assertTrue(error.getMessage().startsWith("v.json: "), error.getMessage());
    }
  }

  @Test
  void realExpressionsGiveThePublishedWords() throws Exception {
    var published =
        Files.readAllLines(RealData.at("sketchyscene_matching/annotations/vocab.txt")).stream()
            .map(String::strip)
            .filter(word -> !word.isEmpty() && !word.startsWith("<"))
            .toList();
    var expressions = new ArrayList<String>();
    for (var sketch :
        RealData.json("sketchyscene_matching/annotations/sentence_instance_train.json")) {
      sketch.path("sen_instIdx_map").fieldNames().forEachRemaining(expressions::add);
    }
    var vocabulary = Vocabulary.of(expressions);
    assertEquals(74 + 4, vocabulary.size());
    assertEquals(new TreeSet<>(published), new TreeSet<>(vocabulary.words().subList(4, 78)));
  }
}
