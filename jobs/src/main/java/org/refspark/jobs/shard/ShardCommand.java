package org.refspark.jobs.shard;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.DataConfig;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** {@code refspark shard}: published files become shards, or shards are checked. */
public final class ShardCommand implements Command {
  private static final int NAMED = 8;

  @Override
  public String name() {
    return "shard";
  }

  @Override
  public String summary() {
    return "turns published files into shards, or checks shards (--verify)";
  }

  @Override
  public Set<String> arguments() {
    return Set.of("out", "verify");
  }

  @Override
  public String help() {
    return """
        refspark shard --conf conf/data/sketchyscene-matching.conf data.root=DIR data.split=train out=SHARDS
        refspark shard --verify out=SHARDS

          out=SHARDS                     folder of the shards, any Hadoop file system
          data.root=DIR                  folder of the published files
          data.annotations=DIR           folder of the expressions, where it is another one
          data.split=NAME                published split (train)
          data.refer.data-set=NAME       of the layout refer, with data.refer.split-by: conf/data/ref*.conf
          data.rows-per-file=N           pictures per file (64)
          data.quarantine.max-share=X    bad records allowed, 0 to 1 (0.01); they are listed in
                                         SHARDS/quarantine/records.jsonl with the reason

        Shards are whole once SHARDS/manifest.json is there. The same input gives the same bytes.
        --verify reads everything again: hashes, counts, pictures, masks, targets.

        Examples
          refspark shard data.root=/data/SketchyScene-7k data.annotations=/data/matching \\
              data.split=val out=/data/shards/val
          refspark shard --conf conf/data/refcoco+.conf data.root=/data/refer data.split=testA \\
              out=/data/shards/refcoco+-testA
          refspark shard data.root=s3a://bucket/sketches data.split=test out=s3a://bucket/shards/test
        """;
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var place = settings.required("out");
    try (var session = Cluster.connect(settings, "shard")) {
      var spark = session.context();
      var shards = Storage.at(place, spark.hadoopConfiguration());
      var deadline =
          new Deadline(
              "deadlines.shard", settings.section("deadlines", DeadlinesConfig.class).shard());
      if (settings.flag("verify")) {
        verify(spark, deadline, shards, out);
      } else {
        var data = settings.section("data", DataConfig.class);
        var source = source(data, spark.hadoopConfiguration());
        shard(spark, deadline, source, data, shards, out);
      }
    }
  }

  private static Source<?> source(DataConfig data, Configuration hadoop) throws IOException {
    return switch (data.format()) {
      case SKETCHYSCENE_MATCHING -> SketchySceneSource.of(data, hadoop);
      case REFER -> ReferSource.of(data, hadoop);
    };
  }

  private static <E extends Serializable> void shard(
      JavaSparkContext spark,
      Deadline deadline,
      Source<E> source,
      DataConfig data,
      Storage shards,
      PrintStream out) {
    var sharding = new Sharding<>(source, shards, data.rowsPerFile(), data.quarantine().maxShare());
    var result =
        BoundedJob.run(
            spark,
            "write shards of %s · shard".formatted(source.split()),
            deadline,
            () -> sharding.run(spark));
    var manifest = result.manifest();
    var statistics = manifest.statistics();
    out.printf(
        "%s, split %s: kept %,d of %,d pictures, with %,d instances and %,d expressions"
            + " (%,d of them mean several instances), %,d words in the vocabulary%n",
        manifest.dataSet(),
        manifest.split(),
        statistics.images(),
        result.records(),
        statistics.instances(),
        statistics.expressions(),
        statistics.multipleTargets(),
        manifest.vocabulary().size());
    manifest
        .quarantined()
        .keySet()
        .forEach(reason -> out.println(setAside(reason, result.quarantined())));
    if (!result.quarantined().isEmpty()) {
      out.println("Each is listed in " + shards.describe(Sharding.QUARANTINE));
    }
    long bytes = manifest.files().stream().mapToLong(Manifest.File::bytes).sum();
    out.printf(
        "Shards: %s (files: %,d, %.2f MB, hash %s)%n",
        shards.place(), manifest.files().size(), bytes / 1e6, manifest.hash().substring(0, 12));
    out.println("Licence: " + manifest.licence());
  }

  private static String setAside(String reason, List<Quarantined> quarantined) {
    var records = quarantined.stream().filter(q -> q.reason().equals(reason)).toList();
    var names =
        records.stream().limit(NAMED).map(Quarantined::id).collect(Collectors.joining(", "));
    var more = records.size() > NAMED ? " and %,d more".formatted(records.size() - NAMED) : "";
    return "Set aside, %s: %,d (%s%s)"
        .formatted(reason.replace('-', ' '), records.size(), names, more);
  }

  private static void verify(
      JavaSparkContext spark, Deadline deadline, Storage place, PrintStream out)
      throws IOException {
    try (var shards = ShardSet.open(place)) {
      var problems =
          BoundedJob.run(
              spark,
              "verify %s · shard".formatted(place.place()),
              deadline,
              () -> Verification.problems(spark, shards));
      if (!problems.isEmpty()) {
        throw new CommandFailure(
            ExitCode.DATA,
            "%,d problems; make the shards again:%n%s"
                .formatted(problems.size(), String.join("\n", problems)));
      }
      var statistics = shards.manifest().statistics();
      out.printf(
          "Whole: %4$s (files: %1$,d, pictures: %2$,d, expressions: %3$,d)%n",
          shards.manifest().files().size(),
          statistics.images(),
          statistics.expressions(),
          place.place());
    }
  }
}
