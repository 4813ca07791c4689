package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.storage.Storage;

/** {@code bench split}: predictions and metrics of splits that grow, by a network just begun. */
final class SplitBench {
  private static final int PICTURES = 8;

  private SplitBench() {}

  static List<Figure> run(Settings settings, Pipeline pipeline) throws Exception {
    var config = settings.section("bench", BenchConfig.class);
    var splits = new Splits(config.pictures().orElse(PICTURES)).all();
    var figures = new ArrayList<Figure>();
    try (var folder = ScratchFolder.make();
        var session = Cluster.connect(settings, "refspark bench split")) {
      var scenes = folder.place("scenes");
      var run = folder.place("run");
      pipeline.draw(
          settings,
          scenes,
          splits.get(0).pictures(),
          splits.get(1).pictures(),
          splits.get(2).pictures());
      for (var split : splits) {
        pipeline.shard(settings, scenes, split.name(), folder.place(split.name()));
      }
      pipeline.train(settings, folder.place(splits.get(0).name()), run);
      for (var split : splits) {
        var shards = folder.place(split.name());
        long expressions;
        try (var set = ShardSet.open(Storage.at(shards, session.context().hadoopConfiguration()))) {
          expressions = set.manifest().statistics().expressions();
        }
        var setting = "%s, %,d expressions".formatted(split.text(), expressions);
        var seconds =
            Repetitions.of(config)
                .time(
                    "bench split " + setting,
                    ResidentMemory::restart,
                    i -> pipeline.evaluate(settings, run, shards))
                .spread()
                .times(1e-3);
        figures.add(Figure.of("evaluate", setting, "s", seconds));
        figures.add(
            Figure.of("evaluate, throughput", setting, "expressions/s", seconds.rate(expressions)));
        figures.add(ResidentMemory.figure("evaluate", setting));
      }
    }
    return figures;
  }
}
