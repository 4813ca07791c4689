package org.refspark.jobs.train;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.command.CleanUp;
import org.refspark.jobs.shard.ShardSet;

/** The pictures of a folder of shards. The index travels to each executor once. */
final class ShardPictures implements PictureSource {
  private final Broadcast<ShardSet> shards;

  /** Shards to be read on this cluster; {@link #close} gives the index's memory back. */
  ShardPictures(JavaSparkContext spark, ShardSet shards) {
    this.shards = spark.broadcast(shards);
  }

  @Override
  public List<Entry> index() {
    return shards.value().entries().stream()
        .map(entry -> new Entry(entry.id(), entry.referents()))
        .toList();
  }

  @Override
  public String hash() {
    return shards.value().manifest().hash();
  }

  @Override
  public ReferringImage read(int position) throws IOException {
    return shards.value().read(shards.value().entries().get(position));
  }

  void close() {
    // Waits for the executors: a removal still under way when Spark stops ends in stack traces.
    CleanUp.run("removing the shards' index from executors", () -> shards.unpersist(true));
  }
}
