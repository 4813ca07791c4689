package org.refspark.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.BenchConfig;
import org.refspark.jobs.config.Settings;

/** {@code bench shard}: published files to shards, for splits that grow. */
final class ShardBench {
  private static final int PICTURES = 128;

  private ShardBench() {}

  static List<Figure> run(Settings settings, Pipeline pipeline) throws Exception {
    var config = settings.section("bench", BenchConfig.class);
    var splits = new Splits(config.pictures().orElse(PICTURES)).all();
    var figures = new ArrayList<Figure>();
    // One session for all: its start is no part of the job.
    try (var folder = ScratchFolder.make();
        var session = Cluster.connect(settings, "bench shard")) {
      var scenes = folder.place("scenes");
      pipeline.draw(settings, scenes, splits);
      for (var split : splits) {
        var name = "bench shard " + split.text() + " on " + session.context().master();
        var times =
            Repetitions.ofJobs(config)
                .time(
                    name,
                    ResidentMemory::restart,
                    i -> pipeline.shard(settings, scenes, split.name(), folder.place("shards")));
        var seconds = times.spread().times(1e-3);
        figures.add(Figure.of("shard", split.text(), "s", seconds));
        figures.add(
            Figure.of(
                "shard, throughput", split.text(), "sketches/s", seconds.rate(split.pictures())));
        figures.add(ResidentMemory.figure("shard", split.text()));
      }
    }
    return figures;
  }
}
