package org.refspark.data.sketchyscene;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.data.DataFormatException;
import org.refspark.data.Instance;
import org.refspark.data.Reasons;
import org.refspark.data.mask.Rle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two label maps of a sketch.
 *
 * @param instanceFile how messages name the map of instances
 * @param instances one label per instance, with gaps
 * @param classFile how messages name the map of categories
 * @param classes one category per pixel, of the same size
 */
record GroundTruth(String instanceFile, LabelMap instances, String classFile, LabelMap classes) {
  private static final Logger LOG = LoggerFactory.getLogger(GroundTruth.class);

  /** One published code path casts labels to 8 bits, where larger ones would wrap around. */
  private static final int LARGEST_SAFE_LABEL = 255;

  /** No sketch has nearly as many; what has more is no map of instances. */
  private static final int MOST_INSTANCES = 4096;

  /** The instances by rank: the smallest label that occurs is instance 0, whatever its value. */
  List<Instance> ranked() throws DataFormatException {
    var votes = new Votes(classes);
    var masks = instances.masks(instanceFile, MOST_INSTANCES, votes);
    if (masks.isEmpty()) {
      throw new DataFormatException(
          instanceFile,
          Reasons.EMPTY_MASK,
          "every pixel is background, expected at least one instance",
          null);
    }
    if (masks.lastKey() > LARGEST_SAFE_LABEL) {
      LOG.warn(
          "{}: the label {} is above {}; the published code may read it as another instance",
          instanceFile,
          masks.lastKey(),
          LARGEST_SAFE_LABEL);
    }
    requireCategories(votes);
    var ranked = new ArrayList<Instance>();
    for (Map.Entry<Integer, Rle> mask : masks.entrySet()) {
      int category = votes.winner(mask.getKey());
      if (category == 0) {
        throw new DataFormatException(
            classFile,
            Reasons.BAD_CATEGORY,
            "every pixel under instance label %d is background, expected a category of 1 to %d"
                .formatted(mask.getKey(), Categories.count()),
            null);
      }
      ranked.add(new Instance(category, mask.getValue()));
    }
    return ranked;
  }

  private void requireCategories(Votes votes) throws DataFormatException {
    int outside = votes.firstOutside;
    if (outside >= 0) {
      throw new DataFormatException(
          classFile,
          Reasons.BAD_CATEGORY,
          "CLASS_GT has %d at row %d, column %d, expected 0 to %d"
              .formatted(
                  classes.labels().at(outside),
                  outside % classes.height(),
                  outside / classes.height(),
                  Categories.count()),
          null);
    }
  }

  /** By instance label, how many of its pixels have each category. */
  private static final class Votes implements LabelMap.RunVisitor {
    private final Labels categories;
    private final Map<Integer, int[]> counts = new HashMap<>();
    private int firstOutside = -1;

    Votes(LabelMap classes) {
      this.categories = classes.labels();
    }

    @Override
    public void visit(int label, int start, int end) {
      int[] own = counts.computeIfAbsent(label, absent -> new int[Categories.count() + 1]);
      for (int i = start; i < end; i++) {
        int category = categories.at(i);
        if (category < own.length) {
          own[category]++;
        } else if (firstOutside < 0) {
          firstOutside = i;
        }
      }
    }

    /** The category with most votes, the lowest on a tie; 0 where only the background has any. */
    int winner(int label) {
      int[] votes = counts.get(label);
      int best = 0;
      for (int category = 1; category < votes.length; category++) {
        if (votes[category] > 0 && (best == 0 || votes[category] > votes[best])) {
          best = category;
        }
      }
      return best;
    }
  }
}
