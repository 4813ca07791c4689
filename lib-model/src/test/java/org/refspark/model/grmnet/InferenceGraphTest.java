package org.refspark.model.grmnet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.refspark.data.ReferringImage;
import org.refspark.data.text.Vocabulary;
import org.refspark.model.KernelRuns;
import org.refspark.model.graph.Parameters;

class InferenceGraphTest {
  private static final List<ReferringImage> SCENES = TinyGrmNet.scenes(2);
  private static final List<String> TWO = List.of("the sun", "all the trees");

  private final GrmNetConfig config = places(200);
  private final Parameters parameters = new Parameters();
  private final Vocabulary vocabulary = TinyGrmNet.vocabulary(SCENES);

  InferenceGraphTest() {
    new TrainingGraph(config, parameters, vocabulary, 1, 1, new float[config.categories() + 1]);
    new InferenceGraph(config, parameters, vocabulary);
    parameters.allocate(1);
  }

  /** A network that may propose so many regions of each expression, and proposes about 140. */
  private static GrmNetConfig places(int most) {
    var tiny = TinyGrmNet.config(5, true);
    var rpn = tiny.rpn();
    return new GrmNetConfig(
        tiny.imageSize(),
        tiny.resize(),
        tiny.categories(),
        tiny.norm(),
        tiny.normGroups(),
        tiny.backbone(),
        tiny.pyramid(),
        tiny.language(),
        new GrmNetConfig.Rpn(
            rpn.channels(),
            rpn.anchorSizes(),
            rpn.anchorRatios(),
            rpn.positiveIou(),
            rpn.negativeIou(),
            rpn.sample(),
            rpn.positiveShare(),
            rpn.preNmsTrain(),
            200,
            rpn.postNmsTrain(),
            most,
            0.25),
        tiny.references(),
        tiny.roi(),
        tiny.loss(),
        tiny.detect());
  }

  private InferenceGraph looking(GrmNetConfig choices, int scene) {
    var inference = new InferenceGraph(choices, parameters, vocabulary);
    look(inference, scene);
    return inference;
  }

  private void look(InferenceGraph inference, int scene) {
    inference.look(
        PreparedPicture.withoutTruth(SCENES.get(scene), config.imageSize(), config.resize()));
  }

  private static void assertSameBits(
      List<InferenceGraph.Heads> expected, List<InferenceGraph.Heads> actual) {
    assertEquals(expected.size(), actual.size());
    for (int n = 0; n < expected.size(); n++) {
      assertArrayEquals(
          expected.get(n).proposals().boxes(), actual.get(n).proposals().boxes(), "boxes");
      assertArrayEquals(expected.get(n).logits(), actual.get(n).logits(), "logits");
      assertArrayEquals(expected.get(n).deltas(), actual.get(n).deltas(), "deltas");
    }
  }

  private static void assertClose(float[] expected, float[] actual) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest > 0, "something is said");
    assertArrayEquals(expected, actual, 1e-4f * largest);
  }

  @Test
  void placesThatNoProposalTakesChangeNothing() {
    var smaller = looking(config, 0);
    var few = smaller.ask(TWO);
    var larger = looking(places(1000), 0);
    var many = larger.ask(TWO);
    int all = few.stream().mapToInt(found -> found.proposals().count()).sum();
    assertNotEquals(
        new RegionPasses(200, null).places(all),
        new RegionPasses(1000, null).places(all),
        "passes of different sizes");
    for (int n = 0; n < TWO.size(); n++) {
      int count = few.get(n).proposals().count();
      assertTrue(count > 0 && count < 200, () -> count + " proposals leave places free");
      assertArrayEquals(few.get(n).proposals().boxes(), many.get(n).proposals().boxes());
      assertClose(few.get(n).logits(), many.get(n).logits());
      assertClose(few.get(n).deltas(), many.get(n).deltas());
    }
  }

  @Test
  void everyRegionIsToldApartByItsOwnExpression() {
    var inference = looking(config, 0);
    var together = inference.ask(TWO);
    for (int n = 0; n < TWO.size(); n++) {
      var alone = inference.ask(TWO.subList(n, n + 1)).get(0);
      assertEquals(alone.proposals().count(), together.get(n).proposals().count());
      assertClose(alone.logits(), together.get(n).logits());
      assertClose(alone.deltas(), together.get(n).deltas());
    }
    assertFalse(Arrays.equals(together.get(0).logits(), together.get(1).logits()));
  }

  @Test
  void fewProposalsAfterManyFindWhatTheyFindAlone() {
    var first = looking(config, 1).ask(TWO.subList(0, 1));
    var inference = looking(config, 0);
    inference.ask(Collections.nCopies(8, TWO.get(1)));
    look(inference, 1);
    assertSameBits(first, inference.ask(TWO.subList(0, 1)));
  }

  @Test
  void withoutProposalsNoRegionIsComputed() {
    var inference = looking(config, 0);
    var before = inference.ask(TWO);
    var weight = parameters.array("rpn.head.objectness.weight");
    var kept = weight.dup();
    weight.assign(Float.NaN);
    look(inference, 0);
    var runs = KernelRuns.count(inference, () -> assertNothing(inference.ask(TWO)));
    assertEquals(0, runs.getOrDefault("roi_align", 0), "of " + runs);
    assertNothing(List.of(inference.askWithoutReferences(TWO.get(0))));
    weight.assign(kept);
    assertSameBits(before, inference.ask(TWO));
  }

  private static void assertNothing(List<InferenceGraph.Heads> found) {
    for (var heads : found) {
      assertEquals(0, heads.proposals().count());
      assertEquals(0, heads.logits().length + heads.deltas().length);
    }
  }

  @Test
  void arithmeticIsThatOfTheRegionsProposedWhateverTheirMost() {
    var costs = new long[2];
    int[] most = {200, 1000};
    for (int i = 0; i < most.length; i++) {
      var inference = looking(places(most[i]), 0);
      long seen = inference.multiplyAdds();
      inference.ask(TWO.subList(0, 1));
      costs[i] = inference.multiplyAdds() - seen;
    }
    assertTrue(costs[0] > 0, "asking costs something");
    assertEquals(costs[0], costs[1], costs[0] / 16.0);
  }

  @Test
  void hiddenReferencesChangeThisAnswerAndNoLaterOne() {
    var inference = looking(config, 0);
    var text = TWO.subList(0, 1);
    var before = inference.ask(text);
    var hidden = inference.askWithoutReferences(text.get(0));
    assertArrayEquals(before.get(0).proposals().boxes(), hidden.proposals().boxes());
    assertFalse(Arrays.equals(before.get(0).logits(), hidden.logits()));
    assertSameBits(before, inference.ask(text));
  }

  @Test
  void hiddenReferencesAreZerosBesideThePlace() {
    var proposals = looking(config, 0).ask(TWO).stream().map(InferenceGraph.Heads::proposals);
    var seen = ProposedRegions.of(config, proposals.toList());
    var hidden = seen.withoutReferences(config.references()).vectors();
    int size = config.references().form().size();
    int width = RegionRows.vectorWidth(config.references());
    assertEquals(seen.count() * width, hidden.length);
    for (int i = 0; i < hidden.length; i++) {
      assertEquals(i % width < size ? seen.vectors()[i] : 0, hidden[i], "value " + i);
    }
  }

  @Test
  void aPassHasASixteenthOfItsPlacesLeftOverAtMostAndThereAreFew() {
    for (int most : new int[] {1, 30, 40, 300, 999, 1000}) {
      var passes = new RegionPasses(most, (places, pool) -> null);
      var sizes = new TreeSet<Integer>();
      for (int regions = 1; regions <= 2 * most; regions++) {
        int places = passes.places(regions);
        sizes.add(places);
        assertTrue(
            places >= regions && 16 * (places - regions) < regions && places <= 2 * most,
            regions + " regions in " + places);
      }
      assertTrue(sizes.tailSet(most / 2, false).size() <= 2 * 17, () -> sizes + " of " + most);
    }
  }
}
