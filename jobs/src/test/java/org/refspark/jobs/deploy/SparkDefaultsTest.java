package org.refspark.jobs.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.deploy.history.EventLogFileReader;
import org.apache.spark.deploy.history.EventLogFileReader$;
import org.apache.spark.scheduler.ReplayListenerBus;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.refspark.jobs.command.BoundedJob;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.command.Deadline;
import org.refspark.jobs.config.Settings;
import scala.collection.JavaConverters;

class SparkDefaultsTest {
  private static final Path FILES =
      Path.of(System.getProperty("project.root"), "deploy/spark-defaults");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"local", "standalone", "yarn", "kubernetes"})
  void sparkKnowsEveryKeyAndItsValue(String environment) throws IOException {
    SparkKeys.check(load(environment));
  }

  @Test
  void aMisspeltKeyOrAWrongValueWouldBeFound() {
    for (var wrong :
        List.of(
            Map.of("spark.yarn.maxAppAttempt", "1"),
            Map.of("spark.kubernetes.driver.secretKeyRefs.A", "s:a"),
            Map.of("spark.task.cpu", "4"))) {
      assertThrows(AssertionError.class, () -> SparkKeys.check(wrong), wrong::toString);
    }
    assertThrows(
        IllegalArgumentException.class, () -> SparkKeys.check(Map.of("spark.task.cpus", "four")));
  }

  @Test
  void theHistoryServersReaderFindsWhatJobsDid() throws IOException {
    var keys = load("standalone");
    keys.keySet().removeIf(key -> !key.startsWith("spark.eventLog."));
    keys.put("spark.eventLog.dir", folder.toUri().toString());
    keys.put("spark.master", "local[1]");
    String application;
    try (var session = Cluster.connect(Settings.of(keys), "train /runs/first")) {
      var spark = session.context();
      application = spark.sc().applicationId();
      var deadline = new Deadline("averaging.deadline", java.time.Duration.ofMinutes(2));
      BoundedJob.run(
          spark,
          "round 1 of 1 · train",
          deadline,
          () -> spark.parallelize(List.of(1, 2), 2).map(i -> i + 1).collect());
    }
    assertEquals("train /runs/first: round 1 of 1 · train", replayed(application));
  }

  private String replayed(String application) throws IOException {
    var files = FileSystem.get(new Configuration());
    var path =
        new org.apache.hadoop.fs.Path(folder.toUri().toString(), "eventlog_v2_" + application);
    EventLogFileReader reader = EventLogFileReader$.MODULE$.apply(files, path).get();
    var jobs = new StringBuilder();
    for (var file : JavaConverters.seqAsJavaList(reader.listEventLogFiles())) {
      var bus = new ReplayListenerBus();
      bus.addListener(
          new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
              jobs.append(start.properties().getProperty("spark.jobGroup.id"))
                  .append(": ")
                  .append(start.properties().getProperty("spark.job.description"));
            }
          });
      try (var in = EventLogFileReader.openEventLog(file.getPath(), files)) {
        assertTrue(bus.replay(in, file.getPath().toString(), false, line -> true));
      }
    }
    return jobs.toString();
  }

  private static Map<String, String> load(String environment) throws IOException {
    var properties = new Properties();
    try (var in = Files.newBufferedReader(FILES.resolve(environment + ".conf"))) {
      properties.load(in);
    }
    var sorted = new TreeMap<String, String>();
    properties.forEach((key, value) -> sorted.put((String) key, ((String) value).strip()));
    return sorted;
  }
}
