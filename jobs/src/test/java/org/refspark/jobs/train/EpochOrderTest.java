package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  private static final List<PictureSource.Entry> INDEX =
      IntStream.range(0, 200).mapToObj(i -> new PictureSource.Entry("p" + i, i % 8)).toList();

  @Test
  void everyExpressionOfEveryPictureComesOnceWhateverTheGroups() {
    for (int expressions : new int[] {1, 3, 100}) {
      var order = EpochOrder.of(INDEX, 1, 0, expressions);
      var seen = new HashSet<List<Integer>>();
      for (var group : order.between(0, order.size())) {
        assertTrue(group.expressions().size() <= expressions);
        group.expressions().forEach(e -> assertTrue(seen.add(List.of(group.picture(), e))));
      }
      assertEquals(order.size(), EpochOrder.sizeOf(INDEX, expressions));
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
    var order = EpochOrder.of(reversed, 1, 0, 2);

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
    var one = EpochOrder.of(List.of(new PictureSource.Entry("a", 50)), 3, 0, 1);
    var first = one.between(0, 50).stream().map(g -> g.expressions().get(0)).toList();
    long inPlace = IntStream.range(0, 50).filter(i -> first.get(i) == i).count();
    assertTrue(inPlace < 8, inPlace + " of 50 stayed in place");
  }

  private static List<Group> groups(long seed, int epoch) {
    var order = EpochOrder.of(INDEX, seed, epoch, 2);
    return order.between(0, order.size());
  }
}
