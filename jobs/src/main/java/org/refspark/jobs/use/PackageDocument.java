package org.refspark.jobs.use;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.refspark.data.DataFiles;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.SavedFile;

/**
 * {@code package.json} of a package: what it is, and every file with its hash. Written last, it is
 * the commit.
 *
 * @param format of packages, {@value #FORMAT}
 * @param model name of the network
 * @param checkpoint of the run that the weights are
 * @param created when the run was, as ISO 8601
 * @param versions that the run was trained with
 * @param data what it has learnt from
 * @param files all other files of the package, by name
 */
public record PackageDocument(
    int format,
    String model,
    String checkpoint,
    String created,
    Map<String, String> versions,
    Data data,
    SortedMap<String, SavedFile> files) {
  /** The file's name in the package. */
  public static final String NAME = "package.json";

  /** The format that is written and read. */
  public static final int FORMAT = 1;

  private static final long CAP = 4L << 20;
  private static final int MOST_FILES = 1000;

  /**
   * What the model has learnt from.
   *
   * @param dataSet its published name
   * @param split its published split
   * @param hash of the shards' content
   * @param place that the shards had
   * @param pictures how many
   * @param expressions how many
   */
  public record Data(
      String dataSet, String split, String hash, String place, long pictures, long expressions) {}

  /**
   * Reads and checks the document.
   *
   * @throws DataFormatException where it is missing, of another format, or names files outside
   */
  static PackageDocument read(DataFiles folder) throws IOException {
    if (!folder.exists(NAME)) {
      throw new DataFormatException(
          folder.describe(""),
          "is not a whole package: it has no %s; make one with: refspark export run=… out=…"
              .formatted(NAME));
    }
    long bytes = folder.size(NAME);
    if (bytes > CAP) {
      throw new DataFormatException(
          folder.describe(NAME),
          "holds %,d bytes, more than the %,d allowed".formatted(bytes, CAP));
    }
    requireFormat(folder, Json.read(folder, NAME, Format.class).format());
    var document = Json.read(folder, NAME, PackageDocument.class);
    document.requireFiles(folder);
    return document;
  }

  /** Read first: a document of another format has other keys. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Format(int format) {}

  private static void requireFormat(DataFiles folder, int format) throws DataFormatException {
    if (format != FORMAT) {
      throw new DataFormatException(
          folder.describe(NAME),
          "says format %d, but this version reads format %d; export the run again with this version"
              .formatted(format, FORMAT));
    }
  }

  private void requireFiles(DataFiles folder) throws DataFormatException {
    if (files.size() > MOST_FILES) {
      throw new DataFormatException(
          folder.describe(NAME),
          "names %,d files, more than the %,d allowed".formatted(files.size(), MOST_FILES));
    }
    for (var name : files.keySet()) {
      if (List.of(name.split("/", -1)).stream().anyMatch(PackageDocument::leads)) {
        throw new DataFormatException(
            folder.describe(NAME),
            "names the file \"%s\", expected one inside the package".formatted(name));
      }
    }
    for (var name : ModelPackage.NEEDED) {
      if (!files.containsKey(name)) {
        throw new DataFormatException(
            folder.describe(NAME),
            "names no file %s, which every package has; export the run again".formatted(name));
      }
    }
  }

  private static boolean leads(String segment) {
    return segment.isEmpty()
        || segment.equals(".")
        || segment.equals("..")
        || segment.contains("\\");
  }

  /** Bytes of all files together. */
  @JsonIgnore
  public long bytes() {
    return files.values().stream().mapToLong(SavedFile::bytes).sum();
  }
}
