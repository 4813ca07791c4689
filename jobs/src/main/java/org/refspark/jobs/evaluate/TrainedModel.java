package org.refspark.jobs.evaluate;

import java.io.IOException;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Checkpoints;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.model.ReferringModel;

/**
 * What a run has learnt so far: its newest whole checkpoint.
 *
 * @param run what it was asked to do
 * @param factory of its network
 * @param weights flat
 * @param checkpoint folder of the checkpoint within the run directory, with its hash: names these
 *     weights
 */
public record TrainedModel(
    RunRecord run, ModelFactory factory, float[] weights, String checkpoint) {
  /**
   * Loads the newest whole checkpoint of a run directory.
   *
   * @throws DataFormatException where it is no run directory or has no checkpoint yet
   */
  public static TrainedModel load(Storage run, ModelFactories factories) throws IOException {
    return load(run, RunRecord.read(run), factories);
  }

  /** The same with the threshold of masks that saved predictions were made with. */
  public static TrainedModel load(
      Storage run, PredictionTable.Manifest predictions, ModelFactories factories)
      throws IOException {
    var record = RunRecord.read(run);
    var asked =
        predictions
            .made()
            .namedMaskThreshold()
            .map(threshold -> MaskThreshold.set(record, threshold))
            .orElse(record);
    return load(run, asked, factories);
  }

  /**
   * Loads the newest whole checkpoint of a run directory.
   *
   * @param record what the run was asked to do, perhaps with another threshold of masks
   */
  static TrainedModel load(Storage run, RunRecord record, ModelFactories factories)
      throws IOException {
    var checkpoints = new Checkpoints(run);
    var newest =
        checkpoints
            .newestWhole()
            .orElseThrow(
                () ->
                    new DataFormatException(
                        run.place(),
                        "has no whole checkpoint yet; let refspark train run until the first"));
    var factory = factories.of(record, KeptFiles.of(run, record));
    try (var model = factory.create()) {
      var file = newest.files().get(Checkpoints.PARAMETERS);
      return new TrainedModel(
          record,
          factory,
          checkpoints.parameters(newest, model.layout()),
          newest.folder() + " " + file.sha256());
    }
  }

  /** The network with its weights, on this machine; the caller closes it. */
  public ReferringModel open() {
    return ModelPool.load(factory, weights);
  }

  /** The name of a category; empty where it has none. */
  public String category(int number) {
    var names = run.data().categories();
    return number >= 1 && number <= names.size() ? names.get(number - 1) : "";
  }
}
