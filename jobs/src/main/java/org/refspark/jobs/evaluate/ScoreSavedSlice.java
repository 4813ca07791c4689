package org.refspark.jobs.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.shard.ShardSet;

/** Measures the predictions of one file of a saved table; no model is needed. */
final class ScoreSavedSlice implements Function<ScoreSavedSlice.Part, Slice.Outcome> {
  private static final long serialVersionUID = 1L;

  private final Broadcast<ShardSet> shards;
  private final PredictionTable table;
  private final Scorer scorer;
  private final boolean firstSentences;

  /**
   * @param firstSentences whether only the first sentence of each referent is measured
   */
  ScoreSavedSlice(
      Broadcast<ShardSet> shards, PredictionTable table, Scorer scorer, boolean firstSentences) {
    this.shards = shards;
    this.table = table;
    this.scorer = scorer;
    this.firstSentences = firstSentences;
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
        var image = shards.value().read(entry);
        records.addAll(scorer.score(image, measured(image, predictions)));
      }
    }
    if (!byImage.isEmpty()) {
      throw new DataFormatException(
          part.file().name(),
          "has predictions of pictures that its manifest does not name: " + byImage.keySet());
    }
    return new Slice.Outcome(part.file(), 0, records);
  }

  private List<Prediction> measured(ReferringImage image, List<Prediction> predictions) {
    if (!firstSentences) {
      return predictions;
    }
    var ids = FirstSentences.ids(image);
    return predictions.stream().filter(p -> ids.contains(p.expression())).toList();
  }
}
