package org.refspark.jobs.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What processes of a cluster have left behind. */
final class ClusterLogs {
  private static final int DEPTH = 4;

  private ClusterLogs() {}

  /** All that drivers on the cluster have logged. */
  static String ofDrivers(Path cluster) throws IOException {
    return text(cluster, "worker-*/driver-*/stderr");
  }

  /** All that executors have logged. */
  static String ofExecutors(Path cluster) throws IOException {
    return text(cluster, "worker-*/app-*/*/stderr");
  }

  /** What the history server would show of jobs, by a folder of event logs. */
  static Set<String> descriptions(Path events) throws IOException {
    var found = new TreeSet<String>();
    for (var line : text(events, "*").lines().toList()) {
      var event = new ObjectMapper().readTree(line);
      if (event.path("Event").asText().equals("SparkListenerJobStart")) {
        found.add(event.path("Properties").path("spark.job.description").asText());
      }
    }
    return found;
  }

  /** Whether a task had a duplicate, by a folder of event logs: of stages that have ended. */
  static boolean tellOfADuplicate(Path events) throws IOException {
    return text(events, "*").contains("\"Speculative\":true");
  }

  static long count(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  private static String text(Path folder, String files) throws IOException {
    var matcher = FileSystems.getDefault().getPathMatcher("glob:" + folder + "/" + files);
    var all = new StringBuilder();
    try (var found = Files.find(folder, DEPTH, (file, attributes) -> matcher.matches(file))) {
      for (var file : found.toList()) {
        // Whoever writes it may be in the middle of a character.
        all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }
}
