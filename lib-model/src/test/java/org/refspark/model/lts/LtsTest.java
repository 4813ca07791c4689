package org.refspark.model.lts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.mask.Rle;
import org.refspark.model.KernelRuns;
import org.refspark.model.LocalisationExplanation;
import org.refspark.model.ParameterLayout;
import org.refspark.model.PreparedBatches;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Shapes;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Kind;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Order;
import org.refspark.model.lts.LtsConfig.LocaliserChoices.Source;
import org.refspark.model.onemask.OneMaskModel;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

class LtsTest {
  private static final List<Query> QUERIES = ColouredSquares.queries(2);

  private static OneMaskModel model(LtsConfig config) {
    var tokenizer = ColouredSquares.tokenizer();
    return new OneMaskModel(new Lts(config, tokenizer.size()), tokenizer, 2, 2, 7);
  }

  private static INDArray gradient(OneMaskModel model) {
    var gradient = Nd4j.zeros(DataType.FLOAT, model.layout().trainableLength());
    model.gradient(QUERIES, 1, gradient);
    return gradient;
  }

  private static double loss(OneMaskModel model) {
    var unused = Nd4j.zeros(DataType.FLOAT, model.layout().trainableLength());
    return model.gradient(QUERIES, 1, unused).loss();
  }

  @Test
  void preparedBatchesGiveThePlainGradients() throws Exception {
    var config = TinyLts.config(TinyLts.filters(1), true, true);
    PreparedBatches.leaveGradientsAsTheyAre(
        () -> model(config), ColouredSquares.queries(6).stream().map(Query::image).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "FILTER,SENTENCE,1,SEQUENTIAL,true,true",
    "FILTER,SENTENCE,3,SEQUENTIAL,true,true",
    "FILTER,WORD,1,SEQUENTIAL,true,true",
    "FILTER,SENTENCE,2,PARALLEL,true,true",
    "TRANSFORMER,SENTENCE,2,SEQUENTIAL,true,true",
    "FILTER,SENTENCE,1,SEQUENTIAL,false,false",
    "NONE,SENTENCE,1,SEQUENTIAL,true,true",
    "NONE,SENTENCE,1,SEQUENTIAL,true,false"
  })
  void everyPartHasTheGradientOfTheLoss(
      Kind kind, Source source, int filters, Order order, boolean multiply, boolean refine) {
    var config = TinyLts.config(TinyLts.localiser(kind, source, filters, order), multiply, refine);
    var model = model(config);
    var gradient = gradient(model);
    for (var part : List.of("backbone", "language", "fusion", "localiser", "segmentation")) {
      var along = gradient.like();
      for (var slot : model.layout().slots()) {
        if (slot.trainable() && slot.name().startsWith(part)) {
          var own = Parameters.view(gradient, slot);
          assertTrue(own.amaxNumber().doubleValue() > 0, () -> slot.name() + " has no gradient");
          Parameters.view(along, slot).assign(own);
        }
      }
      assertSlope(model, along, part);
    }
  }

  /** Along a gradient, the loss rises by the gradient's length. */
  private static void assertSlope(OneMaskModel model, INDArray gradient, String part) {
    double length = Math.sqrt(gradient.mul(gradient).sumNumber().doubleValue());
    if (length == 0) {
      return;
    }
    double step = Math.min(3e-3, 0.1 / length);
    var weights = Shapes.view(model.parameters(), 0, gradient.length());
    var before = weights.dup();
    weights.addi(gradient.mul(step / length));
    double above = loss(model);
    weights.assign(before);
    weights.subi(gradient.mul(step / length));
    double below = loss(model);
    weights.assign(before);
    assertEquals(length, (above - below) / (2 * step), 0.08 * length, part);
  }

  @Test
  void weightsAreNamedByTheBoxesOfTheFigure() {
    var names =
        model(TinyLts.config(TinyLts.filters(1), true, true)).layout().slots().stream()
            .map(ParameterLayout.Slot::name)
            .toList();
    assertTrue(names.contains("backbone.stage3.1.conv2.0.weight"), names::toString);
    assertTrue(names.contains("backbone.stem.1.bias"), names::toString);
    assertTrue(names.contains("language.embedding.weight"), names::toString);
    assertEquals(
        Set.of("backbone", "language", "fusion", "localiser", "segmentation"),
        names.stream()
            .map(name -> name.substring(0, name.indexOf('.')))
            .collect(Collectors.toSet()));
  }

  @Test
  void answersPointIntoThePictureAndAreExplained() {
    var model = model(TinyLts.config(TinyLts.filters(2), true, true));
    var query = QUERIES.get(0);
    var found = model.detect(query, 0);
    assertEquals(2, found.size());
    var detection = found.get(1).get(0);
    assertEquals(query.image().width(), detection.mask().width());
    var explanation = assertInstanceOf(LocalisationExplanation.class, model.explain(query, 1));
    assertArrayEquals(detection.point().orElseThrow(), explanation.point(), 1e-6);
    assertEquals(6, explanation.words().size(), "four words and two marks");
    assertEquals(query.image().height(), explanation.heat().height());
    assertEquals(detection.mask(), explanation.detections().get(0).mask());
  }

  @Test
  void withoutLocalisationNothingPoints() {
    var localiser = TinyLts.localiser(Kind.NONE, Source.SENTENCE, 1, Order.SEQUENTIAL);
    var model = model(TinyLts.config(localiser, true, true));
    assertTrue(model.detect(QUERIES.get(0), 0).get(0).get(0).point().isEmpty());
    assertEquals(Set.of("segmentation"), report(model));
    assertEquals(
        Set.of("segmentation", "localisation"),
        report(model(TinyLts.config(TinyLts.filters(1), true, true))));
  }

  private static Set<String> report(OneMaskModel model) {
    var unused = Nd4j.zeros(DataType.FLOAT, model.layout().trainableLength());
    return model.gradient(QUERIES, 1, unused).parts().keySet();
  }

  @Test
  void learnsFourSamplesByHeart() {
    var model = model(TinyLts.config(TinyLts.filters(1), true, true));
    var optimizer = Optimizers.create(OptimizerConfig.adamW(5e-3, 0), model.layout(), 1000);
    var trainer = new Trainer(model, optimizer);
    double first = loss(model);
    double last = first;
    for (int step = 0; step < 150; step++) {
      last = trainer.step(QUERIES, step, step).loss();
    }
    double end = last;
    assertTrue(end < first / 10, () -> "loss went from " + first + " to " + end);
    for (var query : QUERIES) {
      var found = model.detect(query, 0);
      for (int i = 0; i < found.size(); i++) {
        var truth = query.image().instances().get(query.expression(i).targets().get(0)).mask();
        var mask = found.get(i).get(0).mask();
        double intersection = mask.intersection(truth);
        double iou = intersection / (mask.area() + truth.area() - intersection);
        // A mask of 16 cells a side has edges of a quarter of a square's length.
        assertTrue(iou > 0.6, () -> "IoU of a learnt sample is " + iou);
        var point = found.get(i).get(0).point().orElseThrow();
        assertTrue(meets(truth, point), "the heat map points at the object");
      }
    }
  }

  /** Whether the object meets the cell of 10 × 10 pixels whose centre is pointed at. */
  private static boolean meets(Rle mask, double[] point) {
    var pixels = new byte[mask.width() * mask.height()];
    for (int y = (int) point[1] - 5; y < (int) point[1] + 5; y++) {
      for (int x = (int) point[0] - 5; x < (int) point[0] + 5; x++) {
        pixels[y * mask.width() + x] = 1;
      }
    }
    return mask.intersection(Rle.ofPixels(mask.height(), mask.width(), pixels)) > 0;
  }

  @Test
  void equalSeedsGiveEqualGradientsBitForBit() {
    var config = TinyLts.config(TinyLts.filters(1), true, true);
    var first = HostArray.copy(gradient(model(config)));
    assertArrayEquals(first, HostArray.copy(gradient(model(config))));
  }

  @Test
  void thePictureIsSeenOnceForAllItsExpressions() {
    var model = model(TinyLts.config(TinyLts.filters(1), true, true));
    var image = QUERIES.get(0).image();
    var one = runs(model, new Query(image, List.of(0)));
    var eight = runs(model, new Query(image, Collections.nCopies(8, 0)));
    assertEquals(one, eight, "one pass of words, one of the picture");
    var sixteen = runs(model, new Query(image, Collections.nCopies(16, 0)));
    // Darknet's stem, five halvings and three blocks; the words' pass runs twice.
    assertEquals(9, 2 * eight - sixteen);
  }

  private static int runs(OneMaskModel model, Query query) {
    return KernelRuns.count(model.answering(), () -> model.detect(query, 0)).get("conv2d");
  }
}
