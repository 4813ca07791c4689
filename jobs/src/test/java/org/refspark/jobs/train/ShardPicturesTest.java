package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.JavaSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.device.GpuStage;
import org.refspark.jobs.shard.ShardSet;
import org.refspark.jobs.shard.TestShards;
import scala.reflect.ClassTag$;

class ShardPicturesTest {
  @TempDir Path folder;

  @Test
  void whatTravelsInEveryRoundDoesNotGrowWithTheData() throws IOException {
    try (var spark = ToyRun.spark("local[1]");
        var few = shards(4);
        var many = shards(400)) {
      int small = taskBytes(spark, new ShardPictures(spark, few));
      int large = taskBytes(spark, new ShardPictures(spark, many));

      // Numbers of broadcasts may differ in their digits.
      assertEquals(small, large, 16);
    }
  }

  @Test
  void picturesAreListedOnceForAllTasks() throws IOException {
    try (var shards = shards(4)) {
      assertSame(shards.entries(), shards.entries());
    }
  }

  private static int taskBytes(JavaSparkContext spark, ShardPictures pictures) {
    var settings =
        new RoundSettings(
            ToyFactory.sgd(),
            pictures,
            "hash",
            1,
            0,
            GpuStage.of(spark, ToyRun.COMPUTE),
            new Deadline("", Duration.ofSeconds(1)));
    var task =
        new WorkerTask(
            settings,
            Pieces.of(100),
            Cursor.START,
            new StartValues.InThisProcess(1),
            new EndValues(1));
    var tag = ClassTag$.MODULE$.<WorkerTask>apply(WorkerTask.class);
    return new JavaSerializer(new SparkConf()).newInstance().serialize(task, tag).limit();
  }

  private ShardSet shards(int count) throws IOException {
    var pictures = new ArrayList<ReferringImage>();
    for (int i = 0; i < count; i++) {
      pictures.add(ToyPictures.of(count).read(i));
    }
    return TestShards.write(
        ToyRun.storage(folder.resolve("shards" + count)), pictures, List.of("tree", "cloud"));
  }
}
