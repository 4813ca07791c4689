package org.refspark.jobs.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.storage.StoredFile;
import org.refspark.model.ParameterLayout;
import org.refspark.model.weights.ImportReport;
import org.refspark.model.weights.WeightImport;
import org.refspark.model.weights.WeightsFile;

/**
 * Weights that a run starts from. They are read once, before the first round; {@code
 * pretrained.json} in the run directory keeps what they were and what fitted.
 */
final class Pretrained {
  /** The file's name in the run directory. */
  static final String NAME = "pretrained.json";

  private static final int FORMAT = 1;

  /** The largest file that is copied, bytes: the largest published of these networks has 1 GB. */
  private static final long MOST_BYTES = 16L << 30;

  /**
   * A file that was imported.
   *
   * @param place as configured
   * @param sha256 of its content
   */
  record Imported(String place, long bytes, String sha256, ImportReport report) {}

  /**
   * {@code pretrained.json}.
   *
   * @param format of this document, 1
   * @param files in the order of their import
   */
  record Document(int format, List<Imported> files) {}

  private final Storage run;
  private final List<String> places;

  /**
   * @param run the run directory
   * @param places files on any Hadoop file system, in the order of their import
   */
  Pretrained(Storage run, List<String> places) {
    this.run = run;
    this.places = places;
  }

  /**
   * Writes the files' weights over the start values.
   *
   * @return what fitted, file by file
   * @throws ConfigurationException where the run began with other files or contents
   */
  List<ImportReport> into(TrainingState start, ParameterLayout network) throws IOException {
    if (places.isEmpty() && !run.exists(NAME)) {
      return List.of();
    }
    var files = new ArrayList<Imported>();
    for (var place : places) {
      files.add(read(place, new WeightImport(network), start.values()));
    }
    agreeWithEarlierStart(files);
    Json.write(run, NAME, new Document(FORMAT, files));
    return files.stream().map(Imported::report).toList();
  }

  /** From a copy on the local disk: archives are read from their end, and hashes from the start. */
  private Imported read(String place, WeightImport weights, float[] values) throws IOException {
    var original = StoredFile.at(place, run.hadoopConfiguration());
    checkSize(original);
    var copy = Files.createTempFile("refspark-weights", ".tmp");
    try {
      var sha256 = copy(original, copy);
      var shown = original.describe();
      try (var file = WeightsFile.open(shown, copy)) {
        var report = weights.read(shown, file, values);
        return new Imported(place, Files.size(copy), sha256, report);
      }
    } finally {
      Files.delete(copy);
    }
  }

  private static void checkSize(StoredFile file) throws IOException {
    long size = file.folder().size(file.name());
    if (size > MOST_BYTES) {
      throw new DataFormatException(
          file.describe(),
          "holds %,d bytes, more than the %,d allowed of pretrained weights; check train.pretrained"
              .formatted(size, MOST_BYTES));
    }
  }

  private static String copy(StoredFile original, Path copy) throws IOException {
    try (var in = original.folder().open(original.name())) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    try (var in = Files.newInputStream(copy)) {
      return Sha256.of(in);
    }
  }

  /** A run that was stopped before its first checkpoint must begin with the same weights again. */
  private void agreeWithEarlierStart(List<Imported> files) throws IOException {
    if (!run.exists(NAME)) {
      return;
    }
    var earlier = Json.read(run, NAME, Document.class).files();
    if (files.size() != earlier.size()) {
      throw new ConfigurationException(
          "train.pretrained names %d files now, and named %d when this run began (%s): name the same ones, or give the run another directory"
              .formatted(files.size(), earlier.size(), run.describe(NAME)));
    }
    for (int i = 0; i < files.size(); i++) {
      var now = files.get(i);
      if (!now.sha256().equals(earlier.get(i).sha256())) {
        throw new ConfigurationException(
            "%s has the hash %s now, and %s when this run began: its content has changed; restore it, or give the run another directory"
                .formatted(now.place(), now.sha256(), earlier.get(i).sha256()));
      }
    }
  }
}
