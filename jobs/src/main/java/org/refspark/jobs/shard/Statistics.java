package org.refspark.jobs.shard;

import java.io.Serializable;
import java.util.SortedMap;
import java.util.TreeMap;
import org.refspark.data.ReferringImage;

/**
 * Counts over pictures, which add up.
 *
 * @param images pictures
 * @param instances objects in them
 * @param expressions that refer to objects
 * @param multipleTargets expressions that mean more than one object
 * @param words of all expressions, separated by blanks
 * @param meant expressions by the number of the category they mean
 */
public record Statistics(
    long images,
    long instances,
    long expressions,
    long multipleTargets,
    long words,
    SortedMap<Integer, Long> meant)
    implements Serializable {
  static final Statistics NONE = new Statistics(0, 0, 0, 0, 0, new TreeMap<>());

  static Statistics of(ReferringImage image) {
    long multiple = image.expressions().stream().filter(e -> e.targets().size() > 1).count();
    long words =
        image.expressions().stream().mapToLong(e -> e.text().strip().split(" +").length).sum();
    var meant = new TreeMap<Integer, Long>();
    for (var expression : image.expressions()) {
      expression.targets().stream()
          .map(target -> image.instances().get(target).category())
          .distinct()
          .forEach(category -> meant.merge(category, 1L, Long::sum));
    }
    return new Statistics(
        1, image.instances().size(), image.expressions().size(), multiple, words, meant);
  }

  Statistics plus(Statistics other) {
    var sum = new TreeMap<>(meant);
    other.meant.forEach((category, count) -> sum.merge(category, count, Long::sum));
    return new Statistics(
        images + other.images,
        instances + other.instances,
        expressions + other.expressions,
        multipleTargets + other.multipleTargets,
        words + other.words,
        sum);
  }

  /** Expressions that mean each category, from category 1. */
  public long[] meantBy(int categories) {
    var counts = new long[categories];
    for (int i = 0; i < categories; i++) {
      counts[i] = meant.getOrDefault(i + 1, 0L);
    }
    return counts;
  }
}
