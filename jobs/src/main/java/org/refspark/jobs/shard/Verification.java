package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.data.DataFormatException;
import org.refspark.data.image.Pictures;
import org.refspark.jobs.command.TaskProgress;
import org.refspark.jobs.storage.Sha256;

/** Checks shards against their manifest, file by file and row by row. */
final class Verification {
  private Verification() {}

  /** What is wrong with one file, and what its rows add up to. */
  private record Checked(List<String> problems, Statistics statistics) implements Serializable {}

  /** Everything that is wrong, in the order of the files; empty where the shards are whole. */
  static List<String> problems(JavaSparkContext spark, ShardSet shards) {
    var manifest = shards.manifest();
    int files = manifest.files().size();
    var problems = new ArrayList<String>();
    if (!manifest.hash().equals(manifest.computedHash())) {
      problems.add(
          shards.storage().describe(Manifest.NAME) + ": its hash is not that of its files");
    }
    if (files == 0) {
      problems.add(shards.storage().describe(Manifest.NAME) + ": names no files");
      return problems;
    }
    var numbers = IntStream.range(0, files).boxed().toList();
    List<Checked> checked;
    try (var progress = TaskProgress.of(spark, "verify", "files", files)) {
      checked = spark.parallelize(numbers, files).map(file -> check(shards, file)).collect();
    }
    checked.forEach(file -> problems.addAll(file.problems()));
    var sum = checked.stream().map(Checked::statistics).reduce(Statistics.NONE, Statistics::plus);
    if (problems.isEmpty() && !sum.equals(manifest.statistics())) {
      problems.add(
          "%s: says %s, but the rows add up to %s"
              .formatted(shards.storage().describe(Manifest.NAME), manifest.statistics(), sum));
    }
    return problems;
  }

  private static Checked check(ShardSet shards, int number) throws IOException {
    var file = shards.manifest().files().get(number);
    var place = shards.storage().describe(file.name());
    if (!shards.storage().exists(file.name())) {
      return new Checked(List.of(place + ": is missing"), Statistics.NONE);
    }
    String hash;
    try (var in = shards.storage().open(file.name())) {
      hash = Sha256.of(in);
    }
    if (!hash.equals(file.sha256())) {
      return new Checked(
          List.of("%s: has SHA-256 %s, the manifest says %s".formatted(place, hash, file.sha256())),
          Statistics.NONE);
    }
    var problems = new ArrayList<String>();
    var statistics = Statistics.NONE;
    for (int row = 0; row < file.rows().size(); row++) {
      try {
        var image = shards.read(number, row);
        statistics = statistics.plus(Statistics.of(image));
        var expected = file.rows().get(row);
        if (!expected.equals(Manifest.Row.of(image))) {
          problems.add(
              "%s: row %d is picture %s with %d expressions, the manifest says %s with %d"
                  .formatted(
                      place,
                      row,
                      image.id(),
                      image.expressions().size(),
                      expected.id(),
                      expected.expressions()));
        }
        var picture = Pictures.decode(place + " row " + row, image.picture());
        if (picture.width() != image.width() || picture.height() != image.height()) {
          problems.add("%s: row %d's picture is not of its masks' size".formatted(place, row));
        }
      } catch (DataFormatException e) {
        problems.add(e.getMessage());
      }
    }
    return new Checked(problems, statistics);
  }
}
