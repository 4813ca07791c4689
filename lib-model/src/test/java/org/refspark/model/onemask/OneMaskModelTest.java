package org.refspark.model.onemask;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.ReferringImage;
import org.refspark.data.mask.Rle;
import org.refspark.data.text.MarkedWordTokenizer;
import org.refspark.data.text.Tokenizer;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import org.refspark.model.graph.GradientCheck;
import org.refspark.model.graph.HostArray;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

class OneMaskModelTest {
  private static final ReferringImage WIDE = ColourNetwork.picture(32, 64);
  private static final ReferringImage TALL = ColourNetwork.picture(80, 48);
  private static final Tokenizer TOKENIZER =
      new MarkedWordTokenizer(Vocabulary.of(List.of("the red blue one both none")));

  private static OneMaskModel model(int pictures, int expressions) {
    return new OneMaskModel(
        new ColourNetwork(TOKENIZER.size()), TOKENIZER, pictures, expressions, 3);
  }

  private static float[] gradient(OneMaskModel model, Query... batch) {
    var gradient = Nd4j.zeros(model.layout().trainableLength());
    model.gradient(List.of(batch), 1, gradient);
    return HostArray.copy(gradient);
  }

  @Test
  void placesThatABatchLeavesOverWeighNothing() {
    var query = new Query(WIDE, List.of(1));
    assertArrayEquals(gradient(model(1, 1), query), gradient(model(3, 4), query), 1e-5f);
  }

  @Test
  void expressionsThatShareAPictureGiveTheMeanOfTheirOwnGradients() {
    var first = gradient(model(1, 1), new Query(WIDE, List.of(0)));
    var second = gradient(model(1, 1), new Query(WIDE, List.of(1)));
    var mean = new float[first.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (first[i] + second[i]) / 2;
    }
    assertArrayEquals(mean, gradient(model(1, 2), new Query(WIDE, List.of(0, 1))), 1e-5f);
  }

  @Test
  void picturesOfABatchGiveTheMeanOfTheirGradients() {
    var first = gradient(model(1, 1), new Query(WIDE, List.of(0)));
    var second = gradient(model(1, 1), new Query(TALL, List.of(1)));
    var mean = new float[first.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (first[i] + second[i]) / 2;
    }
    var both = gradient(model(2, 1), new Query(WIDE, List.of(0)), new Query(TALL, List.of(1)));
    assertArrayEquals(mean, both, 1e-5f);
  }

  @Test
  void aBatchLargerThanTheNetworkWasBuiltForIsRefused() {
    var model = model(1, 1);
    var gradient = Nd4j.zeros(model.layout().trainableLength());
    var many =
        assertThrows(
            IllegalArgumentException.class,
            () -> model.gradient(List.of(Query.all(WIDE)), 1, gradient));
    assertTrue(many.getMessage().contains("4 expressions"), many.getMessage());
  }

  @Test
  void whatIsLearntIsAnsweredOnThePictureItself() {
    var model = model(2, 4);
    var config = OptimizerConfig.adamW(0.05, 0);
    try (var trainer = new Trainer(model, Optimizers.create(config, model.layout(), 300))) {
      for (int i = 0; i < 300; i++) {
        trainer.step(List.of(Query.all(WIDE), Query.all(TALL)), i, i);
      }
    }
    for (var image : List.of(WIDE, TALL)) {
      var answers = model.detect(Query.all(image), 0);
      var red = image.instances().get(0).mask();
      var blue = image.instances().get(1).mask();
      assertIou(red, answers.get(0).get(0).mask());
      assertIou(blue, answers.get(1).get(0).mask());
      assertIou(Rle.union(List.of(red, blue)), answers.get(2).get(0).mask());
      assertEquals(0, answers.get(3).get(0).mask().area());
      var point = answers.get(1).get(0).point().orElseThrow();
      int at = (int) point[1] * image.width() + (int) point[0];
      assertEquals(1, blue.pixels()[at], "points at the blue one");
    }
  }

  private static void assertIou(Rle expected, Rle actual) {
    assertTrue(expected.iou(actual) > 0.75, "IoU " + expected.iou(actual));
  }

  @Test
  void answersMayBeGivenOnAnyGrid() {
    var found = model(1, 1).detect(Query.all(WIDE), 20);
    assertEquals(4, found.size());
    assertEquals(20, found.get(0).get(0).mask().width());
    assertEquals(20, found.get(0).get(0).mask().height());
  }

  @Test
  void explanationsShowWordsAndMapsOverThePicture() {
    var explanation = (LocalisationExplanation) model(1, 1).explain(new Query(TALL, List.of(1)), 0);
    assertEquals(5, explanation.words().size(), () -> explanation.words().toString());
    assertEquals(TALL.height(), explanation.heat().height());
    assertEquals(TALL.width(), explanation.heat().width());
    assertArrayEquals(explanation.heat().values(), explanation.answer().values());
  }

  @Test
  void repeatedRowsPassTheSumOfTheirGradients() {
    GradientCheck.of(graph -> graph.one(new RepeatRows(3), graph.input("x", 2, 3, 5))).passes();
  }
}
