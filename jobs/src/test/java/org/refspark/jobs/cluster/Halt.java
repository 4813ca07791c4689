package org.refspark.jobs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A moment at which a process is to die, as if its machine had lost power.
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

  /** The settings that bring them about. */
  static String[] settings(Halt... halts) {
    return new String[] {
      KEY + "=" + Arrays.stream(halts).map(Halt::setting).collect(Collectors.joining(";")),
      "spark.plugins=" + HaltPlugin.class.getName(),
      "spark.extraListeners=" + HaltListener.class.getName()
    };
  }

  private String setting() {
    return String.join("|", event, where, marker.toString());
  }

  /**
   * @param setting the value of the key, null where nothing is to happen
   */
  private static List<Halt> of(String setting) {
    return setting == null ? List.of() : Arrays.stream(setting.split(";")).map(Halt::one).toList();
  }

  private static Halt one(String setting) {
    var parts = setting.split("\\|");
    return new Halt(parts[0], parts[1], Path.of(parts[2]));
  }

  static List<Halt> ofSpark(org.apache.spark.SparkConf conf) {
    return of(conf.get(KEY, null));
  }

  static List<Halt> ofHadoop(org.apache.hadoop.conf.Configuration conf) {
    return of(conf.get(KEY.substring("spark.hadoop.".length())));
  }

  /** Dies where this is one of the moments. */
  static void at(List<Halt> halts, String happened, String to) {
    halts.forEach(halt -> halt.at(happened, to));
  }

  /** Dies where this is the moment, and no process has died of it yet. */
  private void at(String happened, String to) {
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
