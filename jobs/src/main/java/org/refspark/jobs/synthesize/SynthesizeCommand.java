package org.refspark.jobs.synthesize;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.ScenesConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** {@code refspark synthesize}: generated scenes in the published layout. */
public final class SynthesizeCommand implements Command {
  @Override
  public String name() {
    return "synthesize";
  }

  @Override
  public String summary() {
    return "draws sketch-like scenes with expressions, in SketchyScene-Matching's layout";
  }

  @Override
  public Set<String> arguments() {
    return Set.of("out");
  }

  @Override
  public String help() {
    return """
        refspark synthesize out=DIR [scenes.train=N] [scenes.val=N] [scenes.test=N] [scenes.seed=N]

          out=DIR                  folder of the data set, any Hadoop file system
          scenes.train=N           scenes of each split (400, 60, 0)
          scenes.seed=N            the same seed draws the same scenes (1)
          scenes.size=N            width and height, pixels (750, as published)
          scenes.least-objects=N   objects of a scene, 3 to 12
          scenes.most-objects=N
          scenes.categories=[…]    at least four of bench, bird, bus, butterfly, car, cat, …

        Example
          refspark synthesize out=/tmp/scenes scenes.train=100 scenes.val=20
          refspark shard data.root=/tmp/scenes data.split=train out=/tmp/shards/train
        """;
  }

  @Override
  public void run(Settings settings, PrintStream out) throws IOException {
    var config = settings.section("scenes", ScenesConfig.class);
    var place = settings.required("out");
    var deadline =
        new Deadline(
            "deadlines.synthesize",
            settings.section("deadlines", DeadlinesConfig.class).synthesize());
    try (var session = Cluster.connect(settings, "refspark synthesize")) {
      var spark = session.context();
      var folder = Storage.at(place, spark.hadoopConfiguration());
      for (var split : splits(config).entrySet()) {
        var drawn =
            BoundedJob.run(
                spark,
                "draw " + split.getKey(),
                deadline,
                () -> Synthesis.draw(spark, config, split.getKey(), split.getValue(), folder));
        if (drawn.scenes() > 0) {
          out.printf(
              "%-5s  scenes: %,d  objects: %,d  expressions: %,d%n",
              split.getKey(), drawn.scenes(), drawn.objects(), drawn.expressions());
        }
      }
      out.println("Scenes: " + folder.place());
    }
  }

  private static Map<String, Integer> splits(ScenesConfig config) {
    var splits = new LinkedHashMap<String, Integer>();
    splits.put("train", config.train());
    splits.put("val", config.val());
    splits.put("test", config.test());
    return splits;
  }
}
