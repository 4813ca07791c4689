package org.refspark.jobs.export;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.evaluate.ModelFactories;
import org.refspark.jobs.evaluate.TrainedModel;
import org.refspark.jobs.shard.Manifest;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.SavedFile;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.train.Checkpoints;
import org.refspark.jobs.train.KeptFiles;
import org.refspark.jobs.train.RunRecord;
import org.refspark.jobs.use.ModelPackage;
import org.refspark.jobs.use.PackageDocument;

/** Writes a checkpoint of a run as a package; the same run gives the same bytes. */
final class PackageWriter {
  private final Storage run;
  private final Storage out;
  private final ModelFactories factories;
  private final TreeMap<String, SavedFile> files = new TreeMap<>();

  /**
   * @param out the package's folder
   */
  PackageWriter(Storage run, Storage out, ModelFactories factories) {
    this.run = run;
    this.out = out;
    this.factories = factories;
  }

  /**
   * What was written.
   *
   * @param document the manifest
   * @param leftOut evaluations that are not of this checkpoint
   */
  record Written(PackageDocument document, List<String> leftOut) {}

  /**
   * Writes the package and reads it back.
   *
   * @param checkpoint newest, best or the number of a round
   * @param intendedUse for the card
   */
  Written write(String checkpoint, Optional<String> intendedUse) throws IOException {
    requireFree();
    var state = new Checkpoints(run).choose(checkpoint);
    var trained = TrainedModel.load(run, Integer.toString(state.round()), factories);
    var weights = state.files().get(Checkpoints.PARAMETERS);
    copy(state.folder() + "/" + Checkpoints.PARAMETERS, ModelPackage.WEIGHTS, weights.sha256());
    var record = trained.run();
    settings(record);
    var evaluations = Evaluations.of(run, trained.checkpoint());
    for (var document : evaluations.documents()) {
      put(ModelPackage.EVALUATIONS + document.split() + ".json", Json.bytes(document));
    }
    var card = new ModelCard(trained, evaluations, licence(record), intendedUse);
    put(ModelPackage.CARD, card.text().getBytes(StandardCharsets.UTF_8));
    var document = document(trained);
    // This is the commit: until it is there, the folder is no package.
    Json.write(out, PackageDocument.NAME, document);
    ModelPackage.read(out);
    return new Written(document, evaluations.leftOut());
  }

  /** What a broken export has left may be written over, nothing else. */
  private void requireFree() throws IOException {
    var ours =
        Set.of(
            ModelPackage.WEIGHTS,
            ModelPackage.CONFIGURATION,
            ModelPackage.VOCABULARY,
            ModelPackage.CATEGORIES,
            ModelPackage.CARD,
            ModelPackage.EVALUATIONS.replace("/", ""),
            ModelPackage.FILES.replace("/", ""));
    for (var name : out.list("")) {
      if (!ours.contains(name)) {
        throw new DataFormatException(
            out.place(),
            name.equals(PackageDocument.NAME)
                ? "holds a package already; choose another place, or remove it first"
                : "is not empty (%s lies in it); choose another place".formatted(name));
      }
    }
  }

  private void settings(RunRecord record) throws IOException {
    put(ModelPackage.CONFIGURATION, Json.bytes(record.configuration()));
    put(ModelPackage.CATEGORIES, Json.bytes(record.data().categories()));
    var words = new StringBuilder();
    record.data().vocabulary().forEach(word -> words.append(word).append('\n'));
    put(ModelPackage.VOCABULARY, words.toString().getBytes(StandardCharsets.UTF_8));
    var kept = KeptFiles.of(run, record);
    for (var key : kept.keys()) {
      put(ModelPackage.FILES + key, kept.content(key).orElseThrow());
    }
  }

  private void put(String name, byte[] content) throws IOException {
    out.write(name, content);
    files.put(name, new SavedFile(content.length, Sha256.of(content)));
  }

  private void copy(String from, String to, String expected) throws IOException {
    String sha256;
    try (var in = run.open(from)) {
      sha256 = out.write(to, in::transferTo);
    }
    if (!sha256.equals(expected)) {
      throw new DataFormatException(
          run.describe(from),
          "has the hash %s, expected %s: its content has changed".formatted(sha256, expected));
    }
    files.put(to, new SavedFile(run.size(from), sha256));
  }

  private List<Storage> folders(RunRecord record) throws IOException {
    var asked = record.configuration().path("data").path("train");
    if (asked.size() < 2) {
      return List.of(Storage.at(record.data().place(), run.hadoopConfiguration()));
    }
    var folders = new ArrayList<Storage>();
    for (var place : asked) {
      folders.add(Storage.at(place.asText(), run.hadoopConfiguration()));
    }
    return folders;
  }

  private PackageDocument document(TrainedModel trained) {
    var record = trained.run();
    var data = record.data();
    return new PackageDocument(
        PackageDocument.FORMAT,
        ModelCard.model(record),
        trained.checkpoint(),
        record.created(),
        new TreeMap<>(record.versions()),
        new PackageDocument.Data(
            data.dataSet(),
            data.split(),
            data.hash(),
            data.place(),
            data.pictures(),
            data.expressions()),
        files);
  }

  /** What the shards say of their pictures' licence; empty where they are there no more. */
  private Optional<String> licence(RunRecord record) throws IOException {
    try (var shards = ShardSet.open(folders(record))) {
      return Optional.of(shards.manifest())
          .filter(manifest -> manifest.hash().equals(record.data().hash()))
          .map(Manifest::licence);
    } catch (DataFormatException | FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
