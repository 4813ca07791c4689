package org.refspark.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.apache.hadoop.conf.Configuration;
import org.refspark.jobs.storage.Storage;

/** Files and folders whose names are numbers, such as those of a run's rounds. */
public final class Numbered {
  private Numbered() {}

  /** The one of the highest number. */
  public static Path newest(Path folder) throws IOException {
    try (var all = Files.list(folder)) {
      return all.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** Deletes it with all that it holds: of rounds, as if the driver had died before it. */
  public static void deleteNewest(Path folder) throws IOException {
    var name = newest(folder).getFileName().toString();
    Storage.at(folder.toString(), new Configuration()).delete(name);
  }
}
