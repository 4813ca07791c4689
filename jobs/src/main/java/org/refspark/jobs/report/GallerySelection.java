package org.refspark.jobs.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.refspark.jobs.evaluate.ExpressionKinds;
import org.refspark.jobs.evaluate.ExpressionResult;

/**
 * Which expressions a report shows: the best, those in the middle, the worst, and some at random,
 * each picture at most once by group; and more of kinds that would else be missing.
 *
 * @param title of the group
 * @param results to show
 */
record GallerySelection(String title, List<ExpressionResult> results) {
  /** Of the groups, in their order. */
  static final List<String> TITLES = List.of("Best", "Middle", "Worst", "Random", "Others");

  private static final List<Function<ExpressionResult, String>> KINDS =
      List.of(
          ExpressionResult::category,
          result -> ExpressionKinds.targets(result.objects()),
          result -> ExpressionKinds.words(result.text()));

  /** What answers are compared by. */
  enum Rank {
    /** Of models that find several objects. */
    AP,
    /** Of models that give one mask for all that is meant. */
    IOU;

    /** The measure that tells these answers apart. */
    static Rank of(List<ExpressionResult> results) {
      return results.stream().allMatch(result -> result.detections() <= 1) ? IOU : AP;
    }

    /** Its name. */
    String title() {
      return this == AP ? "AP" : "IoU";
    }

    double value(ExpressionResult result) {
      return this == AP ? result.ap() : result.iou();
    }

    private Comparator<ExpressionResult> bestFirst() {
      return Comparator.comparingDouble(this::value)
          .thenComparingDouble(ExpressionResult::iou)
          .thenComparingDouble(ExpressionResult::ap)
          .reversed()
          .thenComparing(ExpressionResult::expression);
    }
  }

  /** The groups of a report. */
  static List<GallerySelection> of(List<ExpressionResult> results, int each, long seed) {
    var ranked = results.stream().sorted(Rank.of(results).bestFirst()).toList();
    var worstFirst = new ArrayList<>(ranked);
    Collections.reverse(worstFirst);
    var shuffled = new ArrayList<>(ranked);
    Collections.shuffle(shuffled, new Random(seed));
    return List.of(
        new GallerySelection(TITLES.get(0), distinct(ranked, each)),
        new GallerySelection(TITLES.get(1), distinct(fromMiddle(ranked), each)),
        new GallerySelection(TITLES.get(2), distinct(worstFirst, each)),
        new GallerySelection(TITLES.get(3), distinct(shuffled, each)));
  }

  /**
   * Of each category, number of objects and length the best answer, the worst and the one in the
   * middle: the best of all kinds first, so that none is missing where not all find a place.
   *
   * @param most expressions
   */
  static GallerySelection ofEachKind(List<ExpressionResult> results, int most) {
    var bestFirst = Rank.of(results).bestFirst();
    var best = new ArrayList<ExpressionResult>();
    var worst = new ArrayList<ExpressionResult>();
    var middle = new ArrayList<ExpressionResult>();
    for (var kind : KINDS) {
      var groups =
          results.stream().collect(Collectors.groupingBy(kind, TreeMap::new, Collectors.toList()));
      for (var group : groups.values()) {
        group.sort(bestFirst);
        best.add(group.get(0));
        worst.add(group.get(group.size() - 1));
        middle.add(group.get(group.size() / 2));
      }
    }
    var all = Stream.of(best, worst, middle).flatMap(List::stream).distinct().limit(most);
    return new GallerySelection(TITLES.get(4), all.toList());
  }

  private static List<ExpressionResult> fromMiddle(List<ExpressionResult> ranked) {
    var order = new ArrayList<ExpressionResult>();
    int middle = ranked.size() / 2;
    for (int distance = 0; order.size() < ranked.size(); distance++) {
      if (middle - distance >= 0 && distance > 0) {
        order.add(ranked.get(middle - distance));
      }
      if (middle + distance < ranked.size()) {
        order.add(ranked.get(middle + distance));
      }
    }
    return order;
  }

  private static List<ExpressionResult> distinct(List<ExpressionResult> ordered, int count) {
    var images = new HashSet<String>();
    var chosen = new ArrayList<ExpressionResult>();
    var others = new ArrayList<ExpressionResult>();
    for (var result : ordered) {
      if (images.add(result.image())) {
        chosen.add(result);
      } else {
        others.add(result);
      }
      if (chosen.size() == count) {
        return chosen;
      }
    }
    // Few pictures: rather two expressions of one than an empty place.
    chosen.addAll(others.subList(0, Math.min(count - chosen.size(), others.size())));
    return chosen;
  }
}
