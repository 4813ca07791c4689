package org.refspark.jobs.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether there is room where Spark spills, shuffles and unpacks jars. */
final class DiskCheck {
  private static final double GIGABYTE = 1e9;
  private static final double LEAST = 0.5;
  private static final double ENOUGH = 5;

  private DiskCheck() {}

  /**
   * @param folders that Spark uses in this process
   */
  static Check of(List<Path> folders) throws IOException {
    Path fullest = null;
    double least = Double.POSITIVE_INFINITY;
    for (var folder : folders) {
      double free = Files.getFileStore(folder).getUsableSpace() / GIGABYTE;
      if (free < least) {
        least = free;
        fullest = folder;
      }
    }
    return judge(least, fullest);
  }

  /**
   * @param free gigabytes
   */
  static Check judge(double free, Path folder) {
    var found = "%.1f GB free in %s".formatted(free, folder);
    if (free < LEAST) {
      return Check.bad(
          "disk",
          found,
          "free some, or let Spark use another disk: spark.local.dir, on workers of a standalone"
              + " cluster SPARK_LOCAL_DIRS, on YARN yarn.nodemanager.local-dirs");
    }
    return free < ENOUGH
        ? Check.notice("disk", found, "large shards spill there: free some")
        : Check.good("disk", found);
  }
}
