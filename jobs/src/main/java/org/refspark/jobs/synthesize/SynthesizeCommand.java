package org.refspark.jobs.synthesize;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Set;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Command;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.DeadlinesConfig;
import org.refspark.jobs.config.ScenesConfig;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.storage.Storage;

/** {@code refspark synthesize}: generated scenes in the published layouts. */
public final class SynthesizeCommand implements Command {
  @Override
  public String name() {
    return "synthesize";
  }

  @Override
  public String summary() {
    return "draws sketches or photos with expressions, in the published layouts";
  }

  @Override
  public Set<String> arguments() {
    return Set.of("out");
  }

  @Override
  public String help() {
    return """
        refspark synthesize out=DIR [scenes.kind=sketches|photos] [scenes.train=N] [scenes.val=N]
                            [scenes.test=N] [scenes.seed=N]

          out=DIR                  folder of the data set, any Hadoop file system
          scenes.kind=KIND         sketches in SketchyScene-Matching's layout, or photos in RefCOCO's
          scenes.train=N           scenes of each split (400, 60, 0); half of the photos' test is
                                   testA, half testB
          scenes.seed=N            the same seed draws the same scenes (1)

        Sketches
          scenes.size=N            width and height, pixels (750, as published)
          scenes.least-objects=N   objects of a scene, 3 to 12
          scenes.most-objects=N
          scenes.categories=[…]    at least four of bench, bird, bus, butterfly, car, cat, …

        Photos
          scenes.photos.size=N     the longer side, pixels (320)
          scenes.photos.least-objects=N   objects of a photo, 2 to 6 (3 to 5)
          scenes.photos.most-objects=N

        Examples
          refspark synthesize out=/tmp/scenes scenes.train=100 scenes.val=20
          refspark shard data.root=/tmp/scenes data.split=train out=/tmp/shards/train

          refspark synthesize out=/tmp/photos scenes.kind=photos scenes.train=100 scenes.val=20
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
    try (var session = Cluster.connect(settings, "synthesize")) {
      var spark = session.context();
      var folder = Storage.at(place, spark.hadoopConfiguration());
      boolean photos = config.kind() == ScenesConfig.Kind.PHOTOS;
      var splits =
          photos
              ? PhotoSynthesis.draw(spark, config, deadline, folder)
              : SketchSynthesis.draw(spark, config, deadline, folder);
      splits.forEach(
          (split, drawn) ->
              out.printf(
                  "%-5s  scenes: %,d  objects: %,d  expressions: %,d%n",
                  split, drawn.scenes(), drawn.objects(), drawn.expressions()));
      out.println("Scenes: " + folder.place());
    }
  }
}
