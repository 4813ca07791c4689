package org.refspark.jobs.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.refspark.jobs.shard.ShardSet;

/**
 * The work of one task: some pictures in a row, whose predictions make one file of the table. The
 * cut goes by the configuration and not by the cluster.
 *
 * @param number of the slice, from 0
 * @param entries its pictures
 */
record Slice(int number, List<ShardSet.Entry> entries) implements Serializable {
  /** All pictures of a set in slices. */
  static List<Slice> cut(List<ShardSet.Entry> entries, int size) {
    var slices = new ArrayList<Slice>();
    for (int from = 0; from < entries.size(); from += size) {
      var part = entries.subList(from, Math.min(entries.size(), from + size));
      slices.add(new Slice(slices.size(), new ArrayList<>(part)));
    }
    return slices;
  }

  /**
   * What a task gives back.
   *
   * @param file of the table that holds its predictions
   * @param leftOut expressions that could not be asked in the words of another
   * @param records one per expression, in order
   */
  record Outcome(PredictionTable.File file, long leftOut, List<ExpressionRecord> records)
      implements Serializable {}
}
