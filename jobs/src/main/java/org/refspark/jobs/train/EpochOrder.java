package org.refspark.jobs.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.refspark.jobs.config.TrainConfig;

/**
 * The order in which an epoch visits its examples: of each picture the expressions of the epoch are
 * permuted and cut into groups, and the groups are permuted, all by a hash of (seed, epoch, picture
 * id).
 */
final class EpochOrder {
  private static final long EXPRESSIONS = 1;
  private static final long GROUPS = 2;
  private static final long SENTENCES = 3;

  private record Ranked(long rank, Group group) {}

  private final List<Group> groups;

  private EpochOrder(List<Group> groups) {
    this.groups = groups;
  }

  /**
   * @param index all pictures
   * @param train the run's seed, choice of sentences and largest group
   * @param epoch from 0
   */
  static EpochOrder of(List<PictureSource.Entry> index, TrainConfig train, int epoch) {
    int most = train.expressionsPerPicture();
    var ranked = new ArrayList<Ranked>();
    for (int picture = 0; picture < index.size(); picture++) {
      var entry = index.get(picture);
      long name = SeedMix.of(entry.id());
      var chosen = sentences(entry, train, epoch, name);
      var order = permuted(chosen, SeedMix.of(train.seed(), epoch, name, EXPRESSIONS));
      for (int from = 0; from < order.size(); from += most) {
        int to = Math.min(order.size(), from + most);
        ranked.add(
            new Ranked(
                SeedMix.of(train.seed(), epoch, name, GROUPS, from),
                new Group(picture, List.copyOf(order.subList(from, to)))));
      }
    }
    // A stable sort: groups of equal rank stay in the order of the index.
    ranked.sort(Comparator.comparingLong(Ranked::rank));
    return new EpochOrder(ranked.stream().map(Ranked::group).toList());
  }

  /** Groups of any epoch over these pictures. */
  static int groupsOf(List<PictureSource.Entry> index, TrainConfig train) {
    int most = train.expressionsPerPicture();
    return index.stream()
        .mapToInt(entry -> (examplesOf(entry, train) + most - 1) / most)
        .reduce(0, Math::addExact);
  }

  /** Examples of any epoch over these pictures. */
  static long examplesOf(List<PictureSource.Entry> index, TrainConfig train) {
    return index.stream().mapToLong(entry -> examplesOf(entry, train)).sum();
  }

  private static int examplesOf(PictureSource.Entry entry, TrainConfig train) {
    return switch (train.sentences()) {
      case ALL -> entry.expressions();
      case ONE_PER_REFERENT -> (int) entry.referents().stream().distinct().count();
    };
  }

  /** Groups of the epoch. */
  int size() {
    return groups.size();
  }

  /** The groups from one position to before another. */
  List<Group> between(int from, int to) {
    return groups.subList(from, to);
  }

  /** Positions of the expressions that the epoch visits. */
  private static List<Integer> sentences(
      PictureSource.Entry entry, TrainConfig train, int epoch, long name) {
    var all = IntStream.range(0, entry.expressions()).boxed();
    return switch (train.sentences()) {
      case ALL -> all.toList();
      case ONE_PER_REFERENT -> {
        var byReferent =
            all.collect(
                Collectors.groupingBy(
                    entry.referents()::get, LinkedHashMap::new, Collectors.toList()));
        yield byReferent.values().stream()
            .map(same -> drawn(same, SeedMix.of(train.seed(), epoch, name, SENTENCES, same.get(0))))
            .toList();
      }
    };
  }

  private static int drawn(List<Integer> from, long hash) {
    return from.get(Math.floorMod(hash, from.size()));
  }

  private static List<Integer> permuted(List<Integer> positions, long seed) {
    var ranks = positions.stream().collect(Collectors.toMap(i -> i, i -> SeedMix.of(seed, i)));
    return positions.stream().sorted(Comparator.comparingLong(ranks::get)).toList();
  }
}
