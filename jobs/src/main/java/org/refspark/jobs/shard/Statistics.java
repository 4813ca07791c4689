package org.refspark.jobs.shard;

import java.io.Serializable;
import org.refspark.data.ReferringImage;

/**
 * Counts over pictures, which add up.
 *
 * @param images pictures
 * @param instances objects in them
 * @param expressions that refer to objects
 * @param multipleTargets expressions that mean more than one object
 * @param words of all expressions, separated by blanks
 */
public record Statistics(
    long images, long instances, long expressions, long multipleTargets, long words)
    implements Serializable {
  static final Statistics NONE = new Statistics(0, 0, 0, 0, 0);

  static Statistics of(ReferringImage image) {
    long multiple = image.expressions().stream().filter(e -> e.targets().size() > 1).count();
    long words =
        image.expressions().stream().mapToLong(e -> e.text().strip().split(" +").length).sum();
    return new Statistics(1, image.instances().size(), image.expressions().size(), multiple, words);
  }

  Statistics plus(Statistics other) {
    return new Statistics(
        images + other.images,
        instances + other.instances,
        expressions + other.expressions,
        multipleTargets + other.multipleTargets,
        words + other.words);
  }
}
