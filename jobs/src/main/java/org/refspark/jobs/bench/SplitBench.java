package org.refspark.jobs.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.bench.Splits.Split;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;

/**
 * {@code bench split}: predictions and metrics of splits that grow, by a network just begun.
 *
 * @param folder of scenes, shards and the run
 */
record SplitBench(Settings settings, Pipeline pipeline, ScratchFolder folder) {
  private static final int PICTURES = 8;

  static List<Figure> run(Settings settings, Pipeline pipeline) throws Exception {
    try (var folder = ScratchFolder.make();
        var session = Cluster.connect(settings, "bench split")) {
      var bench = new SplitBench(settings, pipeline, folder);
      return bench.figures(session.context().hadoopConfiguration());
    }
  }

  private List<Figure> figures(Configuration hadoop) throws Exception {
    var config = settings.section("bench", BenchConfig.class);
    var splits = new Splits(config.pictures().orElse(PICTURES)).all();
    pipeline.draw(settings, folder.place("scenes"), splits);
    for (var split : splits) {
      pipeline.shard(settings, folder.place("scenes"), split.name(), shards(split));
    }
    pipeline.train(settings, shards(splits.get(0)), run());
    var figures = new ArrayList<Figure>();
    for (var split : splits) {
      figures.addAll(measure(split, expressions(split, hadoop), Repetitions.ofJobs(config)));
    }
    return figures;
  }

  private List<Figure> measure(Split split, long expressions, Repetitions repetitions)
      throws Exception {
    var setting = "%s, %,d expressions".formatted(split.text(), expressions);
    var seconds =
        repetitions
            .time(
                "bench split " + setting,
                ResidentMemory::restart,
                i -> pipeline.evaluate(settings, run(), shards(split)))
            .spread()
            .times(1e-3);
    return List.of(
        Figure.of("evaluate", setting, "s", seconds),
        Figure.of("evaluate, throughput", setting, "expressions/s", seconds.rate(expressions)),
        ResidentMemory.figure("evaluate", setting));
  }

  private long expressions(Split split, Configuration hadoop) throws IOException {
    try (var set = ShardSet.open(Storage.at(shards(split), hadoop))) {
      return set.manifest().statistics().expressions();
    }
  }

  private String shards(Split split) {
    return folder.place(split.name());
  }

  private String run() {
    return folder.place("run");
  }
}
