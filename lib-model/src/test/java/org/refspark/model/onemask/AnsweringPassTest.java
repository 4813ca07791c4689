package org.refspark.model.onemask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.data.text.MarkedWordTokenizer;
import org.refspark.data.text.Tokenizer;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.KernelRuns;
import org.refspark.model.graph.Parameters;

class AnsweringPassTest {
  private static final Tokenizer TOKENIZER =
      new MarkedWordTokenizer(Vocabulary.of(List.of("the red blue one both none")));
  private static final int SIDE = 32;

  private static AnsweringPass pass() {
    var parameters = new Parameters();
    var network = new ColourNetwork(TOKENIZER.size());
    // Passes are made when they are needed: weights are declared by the training graph.
    new TrainingPass(network, TOKENIZER, parameters, 1, 1);
    var pass = new AnsweringPass(network, TOKENIZER, parameters);
    parameters.allocate(3);
    return pass;
  }

  private static void look(AnsweringPass pass) {
    pass.look(LetterboxedPicture.of(ColourNetwork.picture(24, 32), SIDE, PixelScale.CLIP));
  }

  private static List<String> texts(int count) {
    var words = List.of("the red one", "both", "blue", "none of the red", "the blue one");
    var texts = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      texts.add(words.get(i % words.size()));
    }
    return texts;
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,1", "2,2", "3,3", "6,6", "7,8", "8,8", "9,9", "15,16", "22,22", "23,24"})
  void everyPlaceOfAPassCostsTheSameAndThePictureIsPaidOnce(int asked, int places) {
    var pass = pass();
    assertEquals(0, pass.multiplyAdds(), "nothing has run");
    // What was asked before does not count.
    look(pass);
    pass.ask(texts(5));
    look(pass);
    pass.ask(texts(asked));
    long seen = (long) SIDE * SIDE * 3 * 8;
    // The sentence's 6 words of 8 channels become 8 channels; each cell's 8 channels one logit.
    long answered = 6 * 8 * 8 + (long) SIDE * SIDE * 8;
    assertEquals(seen + places * answered, pass.multiplyAdds());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 23})
  void aPictureIsSeenOnceHoweverManyExpressionsAreAsked(int asked) {
    var pass = pass();
    var runs =
        KernelRuns.count(
            pass,
            () -> {
              look(pass);
              pass.ask(texts(asked));
            });
    assertEquals(1, runs.get("relu"), runs.toString());
    // 23 are asked as 8, 8 and 7 of 8.
    assertEquals(asked == 23 ? 3 : 1, runs.get("gather_rows"), runs.toString());
  }

  @Test
  void answersAreEqualWhicheverPassGivesThem() {
    var pass = pass();
    look(pass);
    var texts = texts(13);
    var together = pass.ask(texts);
    for (int n = 0; n < texts.size(); n++) {
      var alone = pass.ask(texts.subList(n, n + 1)).get(0);
      assertArrayEquals(alone.logits(), together.get(n).logits(), 1e-6f, texts.get(n));
      assertArrayEquals(alone.places(), together.get(n).places(), 1e-6f, texts.get(n));
    }
  }

  @Test
  void aPassReadsThePictureSeenLast() {
    var pass = pass();
    look(pass);
    var first = pass.ask(texts(3)).get(2).logits();
    var black = ColourNetwork.picture(32, 4);
    pass.look(LetterboxedPicture.of(black, SIDE, PixelScale.CLIP));
    var other = pass.ask(texts(3)).get(2).logits();
    look(pass);
    assertArrayEquals(first, pass.ask(texts(3)).get(2).logits());
    assertTrue(java.util.Arrays.mismatch(first, other) >= 0, "another picture, another answer");
  }

  @Test
  void allPassesTogetherHoldLessThanTwiceTheLargest() {
    var pass = pass();
    look(pass);
    pass.ask(texts(8));
    long largest = pass.bytes();
    pass.ask(texts(4));
    pass.ask(texts(3));
    assertTrue(pass.bytes() > largest, "smaller passes are counted too");
    assertTrue(pass.bytes() < 2 * largest, pass.bytes() + " bytes, the largest " + largest);
  }
}
