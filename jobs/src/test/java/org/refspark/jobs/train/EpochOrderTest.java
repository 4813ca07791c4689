package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.TrainConfig;

class EpochOrderTest {
  private static final List<PictureSource.Entry> INDEX =
      IntStream.range(0, 200).mapToObj(i -> entry("p" + i, i % 8)).toList();

  @Test
  void everyExpressionOfEveryPictureComesOnceWhateverTheGroups() {
    for (int expressions : new int[] {1, 3, 100}) {
      var order = EpochOrder.of(INDEX, train(1, expressions), 0);
      var seen = new HashSet<List<Integer>>();
      for (var group : order.between(0, order.size())) {
        assertTrue(group.expressions().size() <= expressions);
        group.expressions().forEach(e -> assertTrue(seen.add(List.of(group.picture(), e))));
      }
      assertEquals(order.size(), EpochOrder.groupsOf(INDEX, train(1, expressions)));
      assertEquals(200 / 8 * (1 + 2 + 3 + 4 + 5 + 6 + 7), seen.size());
    }
  }

  @Test
  void seedsAndEpochsHaveOrdersOfTheirOwnAndRepeatThem() {
    assertEquals(groups(1, 0), groups(1, 0));
    assertNotEquals(groups(1, 0), groups(2, 0));
    assertNotEquals(groups(1, 0), groups(1, 1));
  }

  @Test
  void theOrderOfPicturesFollowsFromTheirNamesAndNotFromTheirPlaces() {
    var reversed = new ArrayList<>(INDEX);
    java.util.Collections.reverse(reversed);
    var order = EpochOrder.of(reversed, train(1, 2), 0);

    var names =
        order.between(0, order.size()).stream()
            .map(g -> reversed.get(g.picture()).id() + g.expressions())
            .toList();
    assertEquals(
        groups(1, 0).stream().map(g -> INDEX.get(g.picture()).id() + g.expressions()).toList(),
        names);
  }

  /** A permutation that left neighbours together would make every batch of one picture. */
  @Test
  void groupsOfOnePictureAreSpreadOverTheEpoch() {
    var one = EpochOrder.of(List.of(entry("a", 50)), train(3, 1), 0);
    var first = one.between(0, 50).stream().map(g -> g.expressions().get(0)).toList();
    long inPlace = IntStream.range(0, 50).filter(i -> first.get(i) == i).count();
    assertTrue(inPlace < 8, inPlace + " of 50 stayed in place");
  }

  @Test
  void anEpochDrawsOneSentenceOfEachReferentAndAnotherInTheNext() {
    var index =
        IntStream.range(0, 100)
            .mapToObj(i -> new PictureSource.Entry("p" + i, List.of(0, 1, 0, 2, 0, 1)))
            .toList();
    var train = new TrainConfig(1, 9, TrainConfig.Sentences.ONE_PER_REFERENT, 2, 2, 0, List.of());
    int[] drawn = new int[6];
    for (int epoch = 0; epoch < 9; epoch++) {
      var order = EpochOrder.of(index, train, epoch);
      assertEquals(EpochOrder.groupsOf(index, train), order.size());
      assertEquals(200, order.size());
      var seen = new HashSet<List<Integer>>();
      for (var group : order.between(0, order.size())) {
        for (int expression : group.expressions()) {
          drawn[expression]++;
          int referent = index.get(group.picture()).referents().get(expression);
          assertTrue(seen.add(List.of(group.picture(), referent)), "a referent comes once");
        }
      }
      assertEquals(EpochOrder.examplesOf(index, train), seen.size());
      assertEquals(300, seen.size());
    }
    assertEquals(900, drawn[3]);
    for (int expression : new int[] {0, 2, 4}) {
      assertEquals(300, drawn[expression], 60, "expression " + expression + " of three");
    }
    for (int expression : new int[] {1, 5}) {
      assertEquals(450, drawn[expression], 70, "expression " + expression + " of two");
    }
  }

  private static List<Group> groups(long seed, int epoch) {
    var order = EpochOrder.of(INDEX, train(seed, 2), epoch);
    return order.between(0, order.size());
  }

  private static PictureSource.Entry entry(String id, int expressions) {
    return new PictureSource.Entry(id, IntStream.range(0, expressions).boxed().toList());
  }

  private static TrainConfig train(long seed, int expressionsPerPicture) {
    return new TrainConfig(
        seed, 1, TrainConfig.Sentences.ALL, 1, expressionsPerPicture, 0, List.of());
  }
}
