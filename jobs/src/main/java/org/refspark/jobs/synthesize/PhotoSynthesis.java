package org.refspark.jobs.synthesize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.refspark.data.photos.PhotoFiles;
import org.refspark.data.photos.PhotoGenerator;
import org.refspark.data.photos.PhotoScene;
import org.refspark.data.photos.PhotoSpec;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.command.TaskProgress;
import org.refspark.jobs.config.ScenesConfig;
import org.refspark.jobs.storage.Storage;

/** Makes the photos of all splits, a range of numbers a task, then writes what is said of them. */
final class PhotoSynthesis {
  private static final int PHOTOS_PER_TASK = 16;

  private PhotoSynthesis() {}

  /**
   * What was made, by split.
   *
   * @param deadline of each split
   */
  static Map<String, Drawn> draw(
      JavaSparkContext spark, ScenesConfig config, Deadline deadline, Storage out)
      throws IOException {
    GeneratedFolder.claim(out, PhotoFiles.FOLDERS, List.of(PhotoFiles.REFERENCES));
    var scenes = new ArrayList<PhotoScene>();
    var drawn = new LinkedHashMap<String, Drawn>();
    for (var split : splits(config).entrySet()) {
      if (split.getValue() > 0) {
        var made =
            BoundedJob.run(
                spark,
                "make %s · synthesize".formatted(split.getKey()),
                deadline,
                () -> photos(spark, config, split.getKey(), split.getValue(), out));
        scenes.addAll(made);
        drawn.put(
            split.getKey(),
            new Drawn(
                made.size(),
                made.stream().mapToLong(scene -> scene.objects().size()).sum(),
                made.stream().mapToLong(PhotoScene::sentences).sum()));
      }
    }
    out.write(PhotoFiles.INSTANCES, PhotoFiles.instances(scenes));
    // The references are what readers go by: this is the commit of the data set.
    out.write(PhotoFiles.REFERENCES, PhotoFiles.references(scenes));
    return drawn;
  }

  private static Map<String, Integer> splits(ScenesConfig config) {
    var splits = new LinkedHashMap<String, Integer>();
    splits.put("train", config.train());
    splits.put("val", config.val());
    splits.put("testA", config.test() - config.test() / 2);
    splits.put("testB", config.test() / 2);
    return splits;
  }

  private static List<PhotoScene> photos(
      JavaSparkContext spark, ScenesConfig config, String split, int photos, Storage out) {
    var numbers = IntStream.rangeClosed(1, photos).boxed().toList();
    int tasks = (photos + PHOTOS_PER_TASK - 1) / PHOTOS_PER_TASK;
    try (var progress = TaskProgress.of(spark, "make " + split, "ranges of photos", tasks)) {
      return spark
          .parallelize(numbers, tasks)
          .map(number -> write(spec(config), split, number, out))
          .collect();
    }
  }

  private static PhotoScene write(PhotoSpec spec, String split, int number, Storage out)
      throws IOException {
    var photo = PhotoGenerator.photo(spec, split, number);
    out.write(PhotoFiles.picturePath(photo.scene()), photo.jpeg());
    return photo.scene();
  }

  private static PhotoSpec spec(ScenesConfig config) {
    var photos = config.photos();
    return new PhotoSpec(config.seed(), photos.size(), photos.leastObjects(), photos.mostObjects());
  }
}
