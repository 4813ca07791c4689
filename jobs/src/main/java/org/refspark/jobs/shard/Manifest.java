package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.refspark.data.DataFormatException;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.Sha256;
import org.refspark.jobs.storage.Storage;

/**
 * What a folder of shards holds: {@code manifest.json}, written last.
 *
 * @param schema version of this document and of the Parquet rows
 * @param dataSet name of the published data set
 * @param split the published split
 * @param licence whose pictures these are, and what to know before passing them on
 * @param categories names by number, from 1
 * @param vocabulary words of this split's expressions by id
 * @param statistics counts over all rows
 * @param quarantined records set aside, by reason
 * @param files the Parquet files in order
 * @param hash over all that determines the content; runs remember it
 */
public record Manifest(
    int schema,
    String dataSet,
    String split,
    String licence,
    List<String> categories,
    List<String> vocabulary,
    Statistics statistics,
    SortedMap<String, Long> quarantined,
    List<File> files,
    String hash)
    implements Serializable {

  /** The file's name in the folder of shards. */
  public static final String NAME = "manifest.json";

  static final int SCHEMA = 2;

  public Manifest {
    categories = List.copyOf(categories);
    vocabulary = List.copyOf(vocabulary);
    files = List.copyOf(files);
    quarantined = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(quarantined));
  }

  /**
   * One Parquet file.
   *
   * @param name in the folder
   * @param bytes its size
   * @param sha256 of its bytes
   * @param rows its pictures, in order
   */
  public record File(String name, long bytes, String sha256, List<Row> rows)
      implements Serializable {
    public File {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One picture of a file.
   *
   * @param id of the picture
   * @param referents what each of its expressions refers to, numbered from 0 as they come up
   */
  public record Row(String id, List<Integer> referents) implements Serializable {
    public Row {
      referents = List.copyOf(referents);
    }

    static Row of(ReferringImage image) {
      var numbers = new HashMap<String, Integer>();
      var referents = new ArrayList<Integer>();
      for (var expression : image.expressions()) {
        numbers.putIfAbsent(expression.referent(), numbers.size());
        referents.add(numbers.get(expression.referent()));
      }
      return new Row(image.id(), referents);
    }

    /** How many expressions it has. */
    int expressions() {
      return referents.size();
    }
  }

  /** How many pictures were set aside, for whatever reason. */
  public long setAside() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A manifest of these files, with its hash. */
  static Manifest of(
      ShardHeader header,
      Statistics statistics,
      SortedMap<String, Long> quarantined,
      List<File> files) {
    return new Manifest(
        SCHEMA,
        header.dataSet(),
        header.split(),
        header.licence(),
        header.categories(),
        header.vocabulary(),
        statistics,
        quarantined,
        files,
        hash(SCHEMA, header, files));
  }

  /** Reads the manifest of a folder of shards. */
  static Manifest read(Storage shards) throws IOException {
    if (!shards.exists(NAME)) {
      throw new DataFormatException(
          shards.place(),
          "there are no whole shards here: %s is missing. Make them with: refspark shard … out=%s"
              .formatted(NAME, shards.place()));
    }
    var manifest = Json.read(shards, NAME, Manifest.class);
    if (manifest.schema != SCHEMA) {
      throw new DataFormatException(
          shards.describe(NAME),
          "has schema version %d, expected %d; make the shards again"
              .formatted(manifest.schema, SCHEMA));
    }
    return manifest;
  }

  /** Writes the manifest: this is the commit of the shards. */
  void write(Storage shards) throws IOException {
    Json.write(shards, NAME, this);
  }

  /** The hash as it should be. */
  String computedHash() {
    var header = new ShardHeader(dataSet, split, licence, categories, vocabulary);
    return hash(schema, header, files);
  }

  private static String hash(int schema, ShardHeader header, List<File> files) {
    var content = new StringBuilder();
    content.append(schema).append('\n').append(header).append('\n');
    for (var file : files) {
      content.append(file.name()).append(' ').append(file.sha256()).append('\n');
    }
    return Sha256.of(content.toString().getBytes(StandardCharsets.UTF_8));
  }
}
