package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.command.TaskProgress;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Storage;

/**
 * Turns a published split into shards: ranges of records in published order, one file and one task
 * each, then the manifest.
 *
 * @param source the published split
 * @param shards where the shards go
 * @param rowsPerFile records of a range
 * @param maxBadShare of the records, 0 to 1
 */
record Sharding<E extends Serializable>(
    Source<E> source, Storage shards, int rowsPerFile, double maxBadShare) {
  static final String QUARANTINE = "quarantine/records.jsonl";

  /** What was made. */
  record Result(Manifest manifest, List<Quarantined> quarantined, long records) {}

  /**
   * Reads everything and writes the shards.
   *
   * @throws CommandFailure where more records are bad than allowed, or none is whole; no manifest
   *     is written then
   */
  Result run(JavaSparkContext spark) throws IOException {
    var entries = source.entries();
    clear();
    var outcomes = outcomes(spark, entries);
    var quarantined = outcomes.stream().flatMap(o -> o.quarantined().stream()).toList();
    writeQuarantine(quarantined);
    try {
      refuseTooManyBad(quarantined, entries.size());
    } catch (CommandFailure e) {
      deleteParts();
      throw e;
    }
    var words = outcomes.stream().flatMap(o -> o.words().stream()).toList();
    var header =
        new ShardHeader(
            source.dataSet(),
            source.split(),
            source.licence(),
            source.categories(),
            Vocabulary.of(new TreeSet<>(words)).words());
    var statistics =
        outcomes.stream()
            .map(ShardTask.Outcome::statistics)
            .reduce(Statistics.NONE, Statistics::plus);
    var files = outcomes.stream().map(ShardTask.Outcome::written).flatMap(Optional::stream);
    var manifest = Manifest.of(header, statistics, byReason(quarantined), files.toList());
    manifest.write(shards);
    return new Result(manifest, quarantined, entries.size());
  }

  /** Earlier shards go, the manifest first, so that a stopped run is not taken for whole. */
  private void clear() throws IOException {
    shards.delete(Manifest.NAME);
    shards.delete("quarantine");
    deleteParts();
  }

  private void deleteParts() throws IOException {
    for (var name : shards.list("")) {
      if (name.matches("part-\\d+\\.parquet")) {
        shards.delete(name);
      }
    }
  }

  private List<ShardTask.Outcome> outcomes(JavaSparkContext spark, List<E> entries) {
    var ranges = new ArrayList<Range<E>>();
    for (int from = 0; from < entries.size(); from += rowsPerFile) {
      int to = Math.min(from + rowsPerFile, entries.size());
      ranges.add(
          new Range<>(
              "part-%05d.parquet".formatted(ranges.size()),
              new ArrayList<>(entries.subList(from, to))));
    }
    if (ranges.isEmpty()) {
      return List.of();
    }
    // Copies, so that the tasks do not carry this record.
    var published = source;
    var place = shards;
    try (var progress = TaskProgress.of(spark, "shard", "files", ranges.size())) {
      return spark
          .parallelize(ranges, ranges.size())
          .map(range -> ShardTask.run(published, range.entries(), place, range.name()))
          .collect();
    }
  }

  private record Range<E extends Serializable>(String name, List<E> entries)
      implements Serializable {}

  private void writeQuarantine(List<Quarantined> quarantined) throws IOException {
    if (quarantined.isEmpty()) {
      return;
    }
    var lines = new StringBuilder();
    for (var record : quarantined) {
      lines.append(Json.line(record));
    }
    shards.write(QUARANTINE, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private void refuseTooManyBad(List<Quarantined> quarantined, long records) {
    double share = records == 0 ? 0 : (double) quarantined.size() / records;
    if (share > maxBadShare) {
      throw new CommandFailure(
          ExitCode.DATA,
          "%,d of %,d records are bad (%.1f %%), more than the %.1f %% allowed: %s.\n"
                  .formatted(
                      quarantined.size(),
                      records,
                      100 * share,
                      100 * maxBadShare,
                      reasons(byReason(quarantined)))
              + "Each is named in %s. First: %s\n"
                  .formatted(shards.describe(QUARANTINE), quarantined.get(0).message())
              + "Repair them, or go on without them by data.quarantine.max-share=%.2f"
                  .formatted(Math.ceil(100 * share) / 100));
    }
    if (records == quarantined.size()) {
      throw new CommandFailure(
          ExitCode.DATA,
          "none of the %,d records is whole, so there is nothing to shard%s"
              .formatted(
                  records, quarantined.isEmpty() ? "" : ": " + reasons(byReason(quarantined))));
    }
  }

  static SortedMap<String, Long> byReason(List<Quarantined> quarantined) {
    return quarantined.stream()
        .collect(Collectors.groupingBy(Quarantined::reason, TreeMap::new, Collectors.counting()));
  }

  static String reasons(SortedMap<String, Long> byReason) {
    return byReason.entrySet().stream()
        .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining(", "));
  }
}
