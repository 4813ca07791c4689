package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which an epoch visits all examples: each picture's expressions are permuted and cut
 * into groups, and the groups are permuted, both by a hash of (seed, epoch, picture id).
 */
final class EpochOrder {
  private static final long EXPRESSIONS = 1;
  private static final long GROUPS = 2;

  private record Ranked(long rank, Group group) {}

  private final List<Group> groups;

  private EpochOrder(List<Group> groups) {
    this.groups = groups;
  }

  /**
   * @param index all pictures
   * @param seed of the run
   * @param epoch from 0
   * @param expressionsPerPicture the largest group
   */
  static EpochOrder of(
      List<PictureSource.Entry> index, long seed, int epoch, int expressionsPerPicture) {
    var ranked = new ArrayList<Ranked>();
    for (int picture = 0; picture < index.size(); picture++) {
      var entry = index.get(picture);
      long name = SeedMix.of(entry.id());
      var order = permuted(entry.expressions(), SeedMix.of(seed, epoch, name, EXPRESSIONS));
      for (int from = 0; from < order.size(); from += expressionsPerPicture) {
        int to = Math.min(order.size(), from + expressionsPerPicture);
        ranked.add(
            new Ranked(
                SeedMix.of(seed, epoch, name, GROUPS, from),
                new Group(picture, List.copyOf(order.subList(from, to)))));
      }
    }
    // A stable sort: groups of equal rank stay in the order of the index.
    ranked.sort(Comparator.comparingLong(Ranked::rank));
    return new EpochOrder(ranked.stream().map(Ranked::group).toList());
  }

  /** Groups of any epoch over these pictures. */
  static int sizeOf(List<PictureSource.Entry> index, int expressionsPerPicture) {
    return index.stream()
        .mapToInt(e -> (e.expressions() + expressionsPerPicture - 1) / expressionsPerPicture)
        .reduce(0, Math::addExact);
  }

  /** Groups of the epoch. */
  int size() {
    return groups.size();
  }

  /** The groups from one position to before another. */
  List<Group> between(int from, int to) {
    return groups.subList(from, to);
  }

  private static List<Integer> permuted(int count, long seed) {
    long[] ranks = IntStream.range(0, count).mapToLong(i -> SeedMix.of(seed, i)).toArray();
    Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingLong(i -> ranks[i]));
    return List.of(order);
  }
}
