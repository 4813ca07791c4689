package org.refspark.jobs.shard;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.refspark.data.ReferringImage;
import org.refspark.jobs.storage.Storage;

/** Shards of pictures that a test has made, without a published layout before them. */
public final class TestShards {
  private TestShards() {}

  /** Writes whole shards of one file and opens them. */
  public static ShardSet write(Storage shards, List<ReferringImage> images, List<String> categories)
      throws IOException {
    var file = ShardWriter.write(shards, "part-00000.parquet", images);
    var header = new ShardHeader("toys", images.get(0).split(), "none", categories, List.of());
    Manifest.of(header, Statistics.NONE, new TreeMap<>(), List.of(file)).write(shards);
    return ShardSet.open(shards);
  }
}
