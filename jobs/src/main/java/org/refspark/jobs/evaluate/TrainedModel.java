package org.refspark.jobs.evaluate;

import java.io.IOException;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Checkpoints;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.use.ModelPackage;
import org.refspark.model.ReferringModel;

/**
 * What a run has learnt: a checkpoint of it.
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
   * Loads a checkpoint of a run directory.
   *
   * @param checkpoint newest, best or the number of a round
   * @throws DataFormatException where it is no run directory or has no such checkpoint
   */
  public static TrainedModel load(Storage run, String checkpoint, ModelFactories factories)
      throws IOException {
    return load(run, RunRecord.read(run), checkpoint, factories);
  }

  /**
   * What saved predictions were made with: their checkpoint and their threshold of masks.
   *
   * @throws DataFormatException where that checkpoint is there no more
   */
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
    var round = round(predictions.checkpoint());
    if (!round.matches("[0-9]{6,9}")) {
      throw new DataFormatException(
          run.place(), "has predictions of %s, no checkpoint".formatted(predictions.checkpoint()));
    }
    var trained = load(run, asked, round, factories);
    if (!trained.checkpoint().startsWith(predictions.checkpoint())) {
      throw new DataFormatException(
          run.place(),
          "has predictions of %s, but the checkpoint is %s now; evaluate again"
              .formatted(predictions.checkpoint(), trained.checkpoint()));
    }
    return trained;
  }

  /**
   * What to ask for to load a checkpoint again.
   *
   * @param checkpoint as {@link #checkpoint()} names it
   * @return its round, in digits
   */
  public static String round(String checkpoint) {
    var folder = checkpoint.split(" ")[0];
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  /**
   * Loads a checkpoint of a run directory.
   *
   * @param record what the run was asked to do, perhaps with another threshold of masks
   */
  static TrainedModel load(
      Storage run, RunRecord record, String checkpoint, ModelFactories factories)
      throws IOException {
    var checkpoints = new Checkpoints(run);
    var chosen = checkpoints.choose(checkpoint);
    var factory = factories.of(record, KeptFiles.of(run, record));
    try (var model = factory.create()) {
      var file = chosen.files().get(Checkpoints.PARAMETERS);
      return new TrainedModel(
          record,
          factory,
          checkpoints.parameters(chosen, model.layout()),
          chosen.folder() + " " + file.sha256());
    }
  }

  /** The model of a package, which has left its run. */
  public static TrainedModel of(ModelPackage trained, ModelFactories factories) throws IOException {
    var document = trained.document();
    var data = document.data();
    var files = KeptFiles.of(trained.files());
    var record =
        new RunRecord(
            RunRecord.FORMAT,
            document.created(),
            document.versions(),
            new RunRecord.Data(
                data.place(),
                data.hash(),
                data.dataSet(),
                data.split(),
                data.pictures(),
                data.expressions(),
                trained.categories(),
                trained.vocabulary()),
            files.hashes(),
            trained.configuration());
    var factory = factories.of(record, files);
    try (var model = factory.create()) {
      var weights = trained.weights(model.layout());
      return new TrainedModel(record, factory, weights, document.checkpoint());
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
