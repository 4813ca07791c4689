package org.refspark.jobs.synthesize;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.data.synthetic.SceneCategory;
import org.refspark.data.synthetic.SceneFiles;
import org.refspark.data.synthetic.SceneGenerator;
import org.refspark.data.synthetic.SceneSpec;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.TaskProgress;
import org.refspark.jobs.config.ScenesConfig;
import org.refspark.jobs.storage.Storage;

/** Draws the sketches of a split, a range of numbers a task, then writes the annotations. */
final class SketchSynthesis {
  private static final int SKETCHES_PER_TASK = 8;

  private SketchSynthesis() {}

  private record Scene(String annotation, int objects, int expressions) implements Serializable {}

  /**
   * What was drawn, by split.
   *
   * @param deadline of each split
   */
  static Map<String, Drawn> draw(
      JavaSparkContext spark, ScenesConfig config, Deadline deadline, Storage out)
      throws IOException {
    var wanted = new LinkedHashMap<String, Integer>();
    wanted.put("train", config.train());
    wanted.put("val", config.val());
    wanted.put("test", config.test());
    GeneratedFolder.claim(
        out,
        wanted.keySet().stream().flatMap(split -> SceneFiles.folders(split).stream()).toList(),
        wanted.keySet().stream().map(SceneFiles::annotationsPath).toList());
    var drawn = new LinkedHashMap<String, Drawn>();
    for (var split : wanted.entrySet()) {
      if (split.getValue() > 0) {
        drawn.put(
            split.getKey(),
            BoundedJob.run(
                spark,
                "draw %s · synthesize".formatted(split.getKey()),
                deadline,
                () -> draw(spark, config, split.getKey(), split.getValue(), out)));
      }
    }
    return drawn;
  }

  private static Drawn draw(
      JavaSparkContext spark, ScenesConfig config, String split, int scenes, Storage out)
      throws IOException {
    var drawn = scenes(spark, config, split, scenes, out);
    // The annotations are what readers go by: this is the commit of the split.
    out.write(
        SceneFiles.annotationsPath(split),
        SceneFiles.annotations(drawn.stream().map(Scene::annotation).toList()));
    return new Drawn(
        scenes,
        drawn.stream().mapToLong(Scene::objects).sum(),
        drawn.stream().mapToLong(Scene::expressions).sum());
  }

  private static List<Scene> scenes(
      JavaSparkContext spark, ScenesConfig config, String split, int scenes, Storage out) {
    var numbers = IntStream.rangeClosed(1, scenes).boxed().toList();
    int tasks = (scenes + SKETCHES_PER_TASK - 1) / SKETCHES_PER_TASK;
    try (var progress = TaskProgress.of(spark, "draw " + split, "ranges of scenes", tasks)) {
      return spark
          .parallelize(numbers, tasks)
          .map(number -> write(spec(config), split, number, out))
          .collect();
    }
  }

  private static Scene write(SceneSpec spec, String split, int number, Storage out)
      throws IOException {
    var scene = SceneGenerator.scene(spec, split, number);
    for (var file : SceneFiles.of(scene).entrySet()) {
      out.write(file.getKey(), file.getValue());
    }
    return new Scene(
        SceneFiles.annotation(scene), scene.categories().size(), scene.expressions().size());
  }

  private static SceneSpec spec(ScenesConfig config) {
    var all = new ArrayList<>(EnumSet.allOf(SceneCategory.class));
    return new SceneSpec(
        config.seed(),
        config.size(),
        config.leastObjects(),
        config.mostObjects(),
        config.categories().isEmpty() ? all : config.categories());
  }
}
