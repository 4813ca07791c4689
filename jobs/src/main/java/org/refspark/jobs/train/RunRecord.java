package org.refspark.jobs.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;

/**
 * What a run was asked to do: {@code run.json}, the first file of a run directory.
 *
 * @param format of this document, 2
 * @param created as ISO 8601
 * @param versions of RefSpark, Java, Spark and ND4J, and the git commit where known
 * @param data what it learns from
 * @param files SHA-256 of the files that its network is built from, by the setting that names each
 * @param configuration all settings, defaults included
 */
public record RunRecord(
    int format,
    String created,
    Map<String, String> versions,
    Data data,
    SortedMap<String, String> files,
    JsonNode configuration) {
  /** The file's name in the run directory. */
  public static final String NAME = "run.json";

  /** The format that is written and read. */
  public static final int FORMAT = 2;

  // Where and how fast it runs, and how long, may change between one start and the next.
  private static final List<String> SECTIONS = List.of("model", "optimizer", "train", "averaging");
  private static final List<String> FREE =
      List.of(
          "train.cache-megabytes",
          "train.most-rounds",
          "train.pretrained",
          "averaging.deadline",
          "averaging.not-finite.then",
          "averaging.not-finite.rate-factor",
          "averaging.not-finite.most");

  /**
   * What a run learns from.
   *
   * @param place of the shards
   * @param hash of their content
   * @param dataSet its published name
   * @param split its published split
   * @param pictures how many
   * @param expressions how many
   * @param categories names by number, from 1
   * @param vocabulary words by id
   */
  public record Data(
      String place,
      String hash,
      String dataSet,
      String split,
      long pictures,
      long expressions,
      List<String> categories,
      List<String> vocabulary) {}

  /** The record of a run directory. */
  public static RunRecord read(Storage run) throws IOException {
    if (!run.exists(NAME)) {
      throw new DataFormatException(
          run.place(),
          "is not a run directory: it has no %s; make one with: refspark train".formatted(NAME));
    }
    return Json.read(run, NAME, RunRecord.class);
  }

  /**
   * How log lines name a run: its folder, and what tells it from others of that name, such as
   * {@code first-3fa9c1}.
   */
  public static String shortId(Storage run) throws IOException {
    var name = new Path(run.place()).getName();
    try (var record = run.open(NAME)) {
      return "%s-%.6s".formatted(name, Sha256.of(record));
    }
  }

  /**
   * Writes this record into a new run directory, or checks it against the one there.
   *
   * @return the record that the directory holds
   * @throws ConfigurationException where the directory's run was asked for something else that
   *     matters for the result
   */
  RunRecord agreeWith(Storage run) throws IOException {
    // A driver that died over its first document has left nothing else.
    if (!run.exists(NAME) || !Json.isComplete(run, NAME) && run.list("rounds").isEmpty()) {
      Json.write(run, NAME, this);
      return this;
    }
    var earlier = read(run);
    var differences = differences(earlier);
    if (!differences.isEmpty()) {
      throw new ConfigurationException(
          ("%s belongs to a run with other settings: %s. Go on with its own settings, or give this"
                  + " run another directory")
              .formatted(run.describe(NAME), String.join("; ", differences)));
    }
    return earlier;
  }

  private List<String> differences(RunRecord earlier) {
    var mine = decisive();
    var theirs = earlier.decisive();
    var keys = new TreeSet<>(mine.keySet());
    keys.addAll(theirs.keySet());
    var differences = new ArrayList<String>();
    for (var key : keys) {
      var asked = mine.getOrDefault(key, "absent");
      var was = theirs.getOrDefault(key, "absent");
      if (!asked.equals(was)) {
        differences.add("%s is %s now and was %s then".formatted(key, asked, was));
      }
    }
    return differences;
  }

  /** Every value that the result depends on, by its key. */
  private TreeMap<String, String> decisive() {
    var values = new TreeMap<String, String>();
    values.put("the hash of the shards", data.hash());
    for (var section : SECTIONS) {
      flatten(section, configuration.path(section), values);
    }
    FREE.forEach(values::remove);
    // Files of weights may move too; pretrained.json has their hashes.
    values.put(
        "the number of files in train.pretrained",
        Integer.toString(configuration.path("train").path("pretrained").size()));
    // A file may move, but what is in it may not change.
    files.keySet().forEach(values::remove);
    files.forEach((key, hash) -> values.put("the hash of the file of " + key, hash));
    return values;
  }

  private static void flatten(String key, JsonNode value, Map<String, String> into) {
    if (value.isObject()) {
      value.fields().forEachRemaining(f -> flatten(key + "." + f.getKey(), f.getValue(), into));
    } else if (!value.isMissingNode()) {
      into.put(key, value.isTextual() ? value.textValue() : value.toString());
    }
  }
}
