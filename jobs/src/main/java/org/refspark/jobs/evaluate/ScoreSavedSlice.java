package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.shard.ShardSet;

/** Measures the predictions of one file of a saved table; no model is needed. */
final class ScoreSavedSlice implements Function<ScoreSavedSlice.Part, Slice.Outcome> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<ShardSet> shards;
  private final PredictionTable table;
  private final Scorer scorer;

  ScoreSavedSlice(Broadcast<ShardSet> shards, PredictionTable table, Scorer scorer) {
    this.shards = shards;
    this.table = table;
    this.scorer = scorer;
  }

  /**
   * A file and where its pictures lie.
   *
   * @param file of the table
   * @param entries of its pictures, in order
   */
  record Part(PredictionTable.File file, List<ShardSet.Entry> entries) implements Serializable {}

  @Override
  public Slice.Outcome call(Part part) throws IOException {
    var byImage = PredictionTable.byImage(table.read(part.file()));
    var records = new ArrayList<ExpressionRecord>();
    for (var entry : part.entries()) {
      var predictions = byImage.remove(entry.id());
      if (predictions != null) {
        records.addAll(scorer.score(shards.value().read(entry), predictions));
      }
    }
    if (!byImage.isEmpty()) {
      throw new DataFormatException(
          part.file().name(),
          "has predictions of pictures that its manifest does not name: " + byImage.keySet());
    }
    return new Slice.Outcome(part.file(), 0, records);
  }
}
