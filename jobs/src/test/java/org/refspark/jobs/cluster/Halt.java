package org.refspark.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one moment at which a process is to die, as if its machine had lost power.
 *
 * @param event what happens then, such as {@code task-start}
 * @param where a part of the name of what it happens to: a job's description, a file
 * @param marker a file that is made by the process that dies, so that only one does
 */
record Halt(String event, String where, Path marker) {
  /** The setting that makes a run's directory one where files can be watched. */
  static final String FILE_SYSTEM =
      "spark.hadoop.fs.halting.impl=" + HaltingFileSystem.class.getName();

  private static final String KEY = "spark.hadoop.refspark.test.halt";
  private static final int EXIT_CODE = 137;

  /** The settings that bring it about. */
  String[] settings() {
    return new String[] {
      KEY + "=" + String.join("|", event, where, marker.toString()),
      "spark.plugins=" + HaltPlugin.class.getName(),
      "spark.extraListeners=" + HaltListener.class.getName()
    };
  }

  /**
   * @param setting the value of the key, null where nothing is to happen
   */
  private static Halt of(String setting) {
    var parts = (setting == null ? "never|never|never" : setting).split("\\|");
    return new Halt(parts[0], parts[1], Path.of(parts[2]));
  }

  static Halt ofSpark(org.apache.spark.SparkConf conf) {
    return of(conf.get(KEY, null));
  }

  static Halt ofHadoop(org.apache.hadoop.conf.Configuration conf) {
    return of(conf.get(KEY.substring("spark.hadoop.".length())));
  }

  /** Dies where this is the moment, and no process has died of it yet. */
  void at(String happened, String to) {
    if (happened.equals(event) && to.contains(where)) {
      try {
        Files.createFile(marker);
      } catch (FileAlreadyExistsException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
