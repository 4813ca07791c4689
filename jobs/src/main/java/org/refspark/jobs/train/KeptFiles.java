package org.refspark.jobs.train;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;
import org.refspark.jobs.storage.StoredFile;

/**
 * Files of the user's that a network is built from, such as a vocabulary, by the key of the setting
 * that names them. A run keeps a copy of each under {@code files/}, and their hashes in its record,
 * so that it can go on, and be used, where the originals are gone.
 */
public final class KeptFiles {
  /** Of a network that is built from its settings alone. */
  public static final KeptFiles NONE = new KeptFiles(Map.of());

  private static final String FOLDER = "files";
  // A published vocabulary is 1 to 4 megabytes.
  private static final long CAP = 64L << 20;

  private final SortedMap<String, byte[]> contents;

  private KeptFiles(Map<String, byte[]> contents) {
    this.contents = Collections.unmodifiableSortedMap(new TreeMap<>(contents));
  }

  /**
   * Reads files from where the settings say, or from the run where they are there no more.
   *
   * @param places by key
   * @throws FileNotFoundException where a file is in neither place
   */
  public static KeptFiles gather(Map<String, String> places, Storage run) throws IOException {
    var contents = new TreeMap<String, byte[]>();
    for (var file : places.entrySet()) {
      contents.put(file.getKey(), read(file.getKey(), file.getValue(), run));
    }
    return new KeptFiles(contents);
  }

  /** The same without a run. */
  public static KeptFiles gather(Map<String, String> places, Configuration hadoop)
      throws IOException {
    var contents = new TreeMap<String, byte[]>();
    for (var file : places.entrySet()) {
      var original = StoredFile.at(file.getValue(), hadoop);
      contents.put(
          file.getKey(), read(original).orElseThrow(() -> missing(file.getKey(), original)));
    }
    return new KeptFiles(contents);
  }

  private static byte[] read(String key, String place, Storage run) throws IOException {
    var original = StoredFile.at(place, run.hadoopConfiguration());
    var content = read(original);
    if (content.isPresent()) {
      return content.get();
    }
    if (run.exists(path(key))) {
      return run.read(path(key), CAP);
    }
    throw missing(key, original);
  }

  private static Optional<byte[]> read(StoredFile file) throws IOException {
    return file.folder().exists(file.name()) ? Optional.of(file.read(CAP)) : Optional.empty();
  }

  private static FileNotFoundException missing(String key, StoredFile file) {
    return new FileNotFoundException(
        "%s: there is no such file (%s)".formatted(key, file.describe()));
  }

  /** Files that lie elsewhere, by the key of the setting that names each. */
  public static KeptFiles of(Map<String, byte[]> contents) {
    return new KeptFiles(contents);
  }

  /** The files that a run was begun with; each is what its record says. */
  public static KeptFiles of(Storage run, RunRecord record) throws IOException {
    var contents = new TreeMap<String, byte[]>();
    for (var file : record.files().entrySet()) {
      byte[] content = run.read(path(file.getKey()), CAP);
      if (!Sha256.of(content).equals(file.getValue())) {
        throw new DataFormatException(
            run.describe(path(file.getKey())),
            "is not the file that the run was begun with: %s says SHA-256 %s"
                .formatted(RunRecord.NAME, file.getValue()));
      }
      contents.put(file.getKey(), content);
    }
    return new KeptFiles(contents);
  }

  /** The file that a setting names, where it names one. */
  public Optional<byte[]> content(String key) {
    return Optional.ofNullable(contents.get(key)).map(byte[]::clone);
  }

  /** The keys of all. */
  public Set<String> keys() {
    return contents.keySet();
  }

  /** SHA-256 by key. */
  public SortedMap<String, String> hashes() {
    var hashes = new TreeMap<String, String>();
    contents.forEach((key, content) -> hashes.put(key, Sha256.of(content)));
    return hashes;
  }

  /** Copies them into a run that is about to begin. */
  void keep(Storage run) throws IOException {
    for (var file : contents.entrySet()) {
      run.write(path(file.getKey()), file.getValue());
    }
  }

  private static String path(String key) {
    return FOLDER + "/" + key;
  }
}
