package org.refspark.jobs.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.evaluate.Evaluation;
import org.refspark.jobs.evaluate.MetricsDocument;
import org.refspark.jobs.evaluate.PredictionTable;
import org.refspark.jobs.storage.Storage;

/**
 * The evaluations of one checkpoint of a run.
 *
 * @param documents their metrics
 * @param leftOut why others do not speak for this checkpoint
 */
record Evaluations(List<MetricsDocument> documents, List<String> leftOut) {
  private static final String FOLDER = "eval";

  /**
   * Those of a run.
   *
   * @param checkpoint that must have predicted
   */
  static Evaluations of(Storage run, String checkpoint) throws IOException {
    var documents = new ArrayList<MetricsDocument>();
    var leftOut = new ArrayList<String>();
    for (var name : run.list(FOLDER)) {
      var folder = run.child(FOLDER + "/" + name);
      if (MetricsDocument.isIn(folder)) {
        var by = predictedBy(folder);
        if (by.filter(checkpoint::equals).isPresent()) {
          documents.add(MetricsDocument.read(folder));
        } else {
          leftOut.add(
              "evaluation %s is of %s, not of this checkpoint"
                  .formatted(name, by.map(of -> of.split(" ")[0]).orElse("an unknown one")));
        }
      }
    }
    return new Evaluations(documents, leftOut);
  }

  /** Empty where the predictions are gone. */
  private static Optional<String> predictedBy(Storage folder) throws IOException {
    try {
      var table = new PredictionTable(folder.child(Evaluation.PREDICTIONS));
      return Optional.of(table.manifest().checkpoint());
    } catch (DataFormatException e) {
      return Optional.empty();
    }
  }
}
