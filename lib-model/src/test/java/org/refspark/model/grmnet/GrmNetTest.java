package org.refspark.model.grmnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.data.ReferringImage;
import org.refspark.model.Detection;
import org.refspark.model.KernelRuns;
import org.refspark.model.PreparedBatches;
import org.refspark.model.Query;
import org.refspark.model.Trainer;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Parameters;
import org.refspark.model.graph.Plan;
import org.refspark.model.graph.Shapes;
import org.refspark.model.metrics.ExpressionMetrics;
import org.refspark.model.metrics.ExpressionScore;
import org.refspark.model.metrics.IouConvention;
import org.refspark.model.optim.OptimizerConfig;
import org.refspark.model.optim.Optimizers;

class GrmNetTest {
  private static final List<ReferringImage> SCENES = TinyGrmNet.scenes(2);

  private static float[] gradient(GrmNet network, List<Query> batch) {
    var gradient = Nd4j.zeros(DataType.FLOAT, network.layout().trainableLength());
    network.gradient(batch, 3, gradient);
    return HostArray.copy(gradient);
  }

  private static void assertClose(float[] expected, float[] actual) {
    double norm = 0;
    double distance = 0;
    for (int i = 0; i < expected.length; i++) {
      norm += expected[i] * expected[i];
      distance += Math.pow(expected[i] - actual[i], 2);
    }
    assertTrue(norm > 0, "there is a gradient");
    assertTrue(
        Math.sqrt(distance / norm) < 1e-4,
        () -> "gradients differ by more than 1e-4 of their norm");
  }

  @Test
  void equalSeedsGiveEqualWeightsAndGradientsBitForBit() {
    var config = TinyGrmNet.config(5, true);
    var first = TinyGrmNet.network(config, SCENES, 1, 3);
    var second = TinyGrmNet.network(config, SCENES, 1, 3);
    var batch = List.of(new Query(SCENES.get(0), List.of(0, 2, 4)));
    assertArrayEquals(HostArray.copy(first.parameters()), HostArray.copy(second.parameters()));
    var gradient = gradient(first, batch);
    assertArrayEquals(gradient, gradient(second, batch));
    assertArrayEquals(gradient, gradient(first, batch), "a second run of the same network");
  }

  @Test
  void batchGradientIsTheMeanOfItsExamplesGradients() {
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 2, 2);
    var parts = new ArrayList<float[]>();
    for (int picture = 0; picture < 2; picture++) {
      for (int expression = 0; expression < 2; expression++) {
        parts.add(gradient(network, List.of(new Query(SCENES.get(picture), List.of(expression)))));
      }
    }
    var mean = new float[parts.get(0).length];
    for (var part : parts) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += part[i] / parts.size();
      }
    }
    var both =
        List.of(new Query(SCENES.get(0), List.of(0, 1)), new Query(SCENES.get(1), List.of(0, 1)));
    assertClose(mean, gradient(network, both));
  }

  @Test
  void fillingOfASmallBatchChangesNothing() {
    var config = TinyGrmNet.config(5, true);
    var batch = List.of(new Query(SCENES.get(1), List.of(3)));
    assertClose(
        gradient(TinyGrmNet.network(config, SCENES, 1, 1), batch),
        gradient(TinyGrmNet.network(config, SCENES, 3, 4), batch));
  }

  @Test
  void gradientOfTheHeadsAgreesWithDifferencesOfTheLoss() {
    // Regions do not depend on the heads' weights, so that the loss is smooth in them.
    var heads = Set.of("roi", "roi-norm", "box", "box-norm", "box-bias", "mask", "mask-norm");
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 2);
    var batch = List.of(new Query(SCENES.get(0), List.of(0, 1)));
    var gradient = Nd4j.zeros(DataType.FLOAT, network.layout().trainableLength());
    network.gradient(batch, 3, gradient);
    var direction = HostArray.copy(gradient);
    for (var slot : network.layout().slots()) {
      if (slot.trainable() && !heads.contains(slot.group())) {
        java.util.Arrays.fill(
            direction, (int) slot.offset(), (int) (slot.offset() + slot.length()), 0);
      }
    }
    var along = Nd4j.createFromArray(direction);
    double slope = Math.sqrt(along.mul(along).sumNumber().doubleValue());
    double step = 3e-3 / slope;
    double above = loss(network, batch, along, step);
    double below = loss(network, batch, along, -2 * step);
    assertEquals(slope * slope, (above - below) / (2 * step), 0.02 * slope * slope);
  }

  private static double loss(GrmNet network, List<Query> batch, INDArray along, double step) {
    var trainable = Shapes.view(network.parameters(), 0, network.layout().trainableLength());
    trainable.addi(along.mul(step));
    var scratch = Nd4j.zeros(DataType.FLOAT, network.layout().trainableLength());
    return network.gradient(batch, 3, scratch).loss();
  }

  @Test
  void overfitsAHandfulOfExpressions() {
    var scene = SCENES.get(0);
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 6);
    var optimizer = Optimizers.create(OptimizerConfig.adamW(2e-3, 1e-4), network.layout(), 1000);
    var query = new Query(scene, List.of(0, 1, 2, 3, 4, 5));
    var trainer = new Trainer(network, optimizer);
    for (int step = 0; step < 250; step++) {
      trainer.step(List.of(query), step, step);
    }
    var metrics = score(network, query, scene);
    assertTrue(
        metrics.get("AP50.per-expression") >= 0.9,
        () -> "AP50 on the six expressions it has learnt is " + metrics);
  }

  private static java.util.Map<String, Double> score(
      GrmNet network, Query query, ReferringImage scene) {
    var found = network.detect(query, 0);
    var scores = new ArrayList<ExpressionScore>();
    for (int i = 0; i < found.size(); i++) {
      var expression = query.expression(i);
      var truth = expression.targets().stream().map(t -> scene.instances().get(t).mask()).toList();
      scores.add(ExpressionScore.of(expression.id(), onInk(found.get(i), scene), truth, 0.5));
    }
    return ExpressionMetrics.of(scores, IouConvention.PLAIN).values();
  }

  /** The ink of a generated scene is the union of its instances. */
  private static List<Detection> onInk(List<Detection> found, ReferringImage scene) {
    var ink =
        org.refspark.data.mask.Rle.union(
            scene.instances().stream().map(org.refspark.data.Instance::mask).toList());
    return found.stream()
        .map(d -> new Detection(d.category(), d.score(), d.box(), d.mask().and(ink)))
        .toList();
  }

  @Test
  void worksWithoutReferencesAndPosition() {
    var network = TinyGrmNet.network(TinyGrmNet.config(0, false), SCENES, 1, 1);
    var batch = List.of(new Query(SCENES.get(0), List.of(0)));
    var gradient = Nd4j.zeros(DataType.FLOAT, network.layout().trainableLength());
    var report = network.gradient(batch, 1, gradient);
    assertEquals(1, report.examples());
    assertEquals(report.loss(), report.parts().values().stream().mapToDouble(x -> x).sum(), 1e-5);
    assertEquals(2, network.detect(new Query(SCENES.get(0), List.of(0, 1)), 96).size());
  }

  @Test
  void preparedBatchesGiveThePlainGradients() throws Exception {
    var scenes = TinyGrmNet.scenes(6);
    var config = TinyGrmNet.config(5, true);
    PreparedBatches.leaveGradientsAsTheyAre(() -> TinyGrmNet.network(config, scenes, 2, 2), scenes);
  }

  @Test
  void refusesABatchLargerThanItWasBuiltFor() {
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 1);
    var gradient = Nd4j.zeros(DataType.FLOAT, network.layout().trainableLength());
    var batch = List.of(new Query(SCENES.get(0), List.of(0, 1)));
    var error =
        assertThrows(IllegalArgumentException.class, () -> network.gradient(batch, 1, gradient));
    assertTrue(error.getMessage().contains("at most 1"), error.getMessage());
  }

  @Test
  void explainsWithProposalsAndReferences() {
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 1);
    var explanation = network.explain(Query.all(SCENES.get(0)), 2);
    assertEquals(128, explanation.inputSize());
    assertEquals(5, explanation.references().size());
    assertTrue(!explanation.references().contains(explanation.candidate()));
    for (int i = 1; i < explanation.proposals().size(); i++) {
      assertTrue(
          explanation.proposals().get(i - 1).probability()
              >= explanation.proposals().get(i).probability());
    }
  }

  @Test
  void thePictureIsSeenOnceForAllItsExpressions() {
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 1);
    for (int asked : new int[] {1, 8, 23}) {
      var query = new Query(SCENES.get(0), Collections.nCopies(asked, 1));
      var runs = KernelRuns.count(network.answering(), () -> network.detect(query, 0));
      assertEquals(1, runs.get("max_pool"), "the stem's, of " + runs);
      // 23 are asked as 8, 8 and 7 of 8.
      assertEquals(asked == 23 ? 3 : 1, runs.get("proposed_regions"), "passes, of " + runs);
    }
  }

  @Test
  void oneExpressionCostsAnEighthOfEightAndOneMaskASixteenthOfSixteen() {
    var config = TinyGrmNet.config(5, true);
    var parameters = new Parameters();
    var vocabulary = TinyGrmNet.vocabulary(SCENES);
    // Passes are made when they are needed: weights are declared by the training graph.
    new TrainingGraph(config, parameters, vocabulary, 1, 1, new float[config.categories() + 1]);
    var picture = Graph.forInference(parameters);
    var pixels = picture.input("picture", 1, 128, 128, 3);
    var levels = new Trunk(config).pyramid(picture, pixels);
    var inference = new InferenceGraph(config, parameters, vocabulary);
    parameters.allocate(1);
    var plan = Plan.of(picture, levels);
    var pyramid = levels.stream().map(plan::array).toList();
    long mask = new MaskPass(config, parameters, pyramid, 1).plan().multiplyAdds();
    assertEquals(16 * mask, new MaskPass(config, parameters, pyramid, 16).plan().multiplyAdds());

    // What answering costs is what has run since the picture was seen.
    var scene = PreparedPicture.withoutTruth(SCENES.get(0), 128, config.resize());
    var costs = new TreeMap<Integer, Long>();
    for (int asked : new int[] {8, 1}) {
      inference.look(scene);
      assertEquals(plan.multiplyAdds(), inference.multiplyAdds());
      inference.ask(Collections.nCopies(asked, "the sun"));
      long answered = inference.multiplyAdds();
      costs.put(asked, answered - plan.multiplyAdds());
      inference.masks(new float[17 * 4], new int[17]);
      assertEquals(answered + 17 * mask, inference.multiplyAdds());
    }
    long one = costs.get(1);
    assertTrue(one > 0 && costs.get(8) >= 7 * one && costs.get(8) <= 8 * one, costs.toString());
  }

  @Test
  void detectionsDoNotDependOnTheExpressionsAskedTogether() {
    var network = TinyGrmNet.network(TinyGrmNet.config(5, true), SCENES, 1, 1);
    var image = SCENES.get(0);
    var trainer =
        new Trainer(
            network, Optimizers.create(OptimizerConfig.adamW(2e-3, 0), network.layout(), 30));
    for (int step = 0; step < 30; step++) {
      trainer.step(List.of(new Query(image, List.of(step % 2))), step, step);
    }
    // Asked in passes of 8, 4 and 2; alone in one of 1.
    var together =
        network.detect(new Query(image, IntStream.range(0, 14).mapToObj(i -> i % 2).toList()), 128);
    int found = 0;
    long drawn = 0;
    for (int expression = 0; expression < 2; expression++) {
      var alone = network.detect(new Query(image, List.of(expression)), 128).get(0);
      for (int pass : new int[] {6, 8, 12}) {
        var among = together.get(pass + expression);
        assertEquals(alone.size(), among.size());
        for (int i = 0; i < alone.size(); i++) {
          assertEquals(alone.get(i).category(), among.get(i).category());
          assertEquals(alone.get(i).score(), among.get(i).score(), 1e-5);
          assertArrayEquals(alone.get(i).box(), among.get(i).box(), 1e-2);
          assertEquals(alone.get(i).mask(), among.get(i).mask());
        }
      }
      found += alone.size();
      drawn += alone.stream().mapToLong(detection -> detection.mask().area()).sum();
    }
    assertTrue(found > 0, "something is found");
    assertTrue(drawn > 0, "and has a mask");
  }
}
