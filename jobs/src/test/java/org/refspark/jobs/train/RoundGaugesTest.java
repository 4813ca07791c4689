package org.refspark.jobs.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.Cluster;
import org.refspark.jobs.config.Settings;

/** What Prometheus gets from a driver in the middle of a training, by the files of deploy. */
class RoundGaugesTest {
  private static final Path FILES =
      Path.of(System.getProperty("project.root"), "deploy/prometheus");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)(\\{.*?})? (\\S+)$");
  private static final Pattern RENAME =
      Pattern.compile("regex: '(\\S+)'\\n\\s+target_label: (\\w+)\\n\\s+replacement: '(\\S+)'");

  @TempDir Path folder;

  @Test
  void prometheusReadsWhatTheLedgerSaysInTheMiddleOfATraining() throws IOException {
    var scraped = new TreeMap<String, Double>();
    var pages = new ArrayList<LedgerPage>();
    var executors = new ArrayList<String>();
    var settings =
        Settings.of(
            Map.of(
                "spark.master", "local[2]",
                "spark.ui.enabled", "true",
                "spark.ui.port", "0",
                "spark.plugins", NoPlugin.class.getName()));
    try (var session = Cluster.connect(settings, "gauges")) {
      var pagesOfSpark = session.context().sc().uiWebUrl().get();
      RoundListener scrape =
          page -> {
            if (page.round() == 3) {
              pages.add(page);
              scraped.putAll(samples(pagesOfSpark + "/metrics/prometheus"));
              executors.add(read(pagesOfSpark + "/metrics/executors/prometheus"));
            }
          };
      ToyRun.of(ToyFactory.momentum(), 2, 2)
          .in(session.context(), folder, new RoundGauges().and(scrape));
    }

    var names = renamed(scraped);
    var page = pages.get(0);
    var times = page.timing().parts();
    assertEquals(3, names.get("refspark_train_round"));
    assertEquals(1, names.get("refspark_train_epoch"));
    assertEquals(page.loss(), names.get("refspark_train_loss"));
    assertEquals(
        page.examples() / page.timing().seconds(),
        names.get("refspark_train_examples_per_second"),
        1e-9);
    assertEquals(1000 * page.timing().seconds(), names.get("refspark_train_round_ms"), 1e-6);
    assertEquals(
        1000 * (times.send() + times.average()), names.get("refspark_train_averaging_ms"), 1e-6);
    // A checkpoint is written after every second round.
    assertEquals(1000 * times.checkpointBefore(), names.get("refspark_train_checkpoint_ms"), 1e-6);
    assertEquals(
        System.currentTimeMillis() / 1000.0,
        names.get("refspark_train_last_round_time_seconds"),
        600);
    assertTrue(names.get("refspark_offheap_bytes") > 0, names.toString());
    assertTrue(
        names.get("refspark_process_bytes") > names.get("refspark_offheap_bytes"),
        names.toString());
    assertTrue(executors.get(0).contains("executor_id=\"driver\""), executors.get(0));
    assertEquals(List.of(), unknown(names), "names in alerts.yml that a driver does not show");
  }

  private static List<String> unknown(Map<String, Double> names) throws IOException {
    var used =
        Pattern.compile("\\brefspark_\\w+").matcher(Files.readString(FILES.resolve("alerts.yml")));
    var found = used.results().map(result -> result.group()).distinct().toList();
    assertTrue(found.size() > 5, found.toString());
    return found.stream().filter(name -> !names.containsKey(name)).toList();
  }

  /** By the rules of prometheus.yml; of the two of each gauge, one goes. */
  private static Map<String, Double> renamed(Map<String, Double> samples) throws IOException {
    var rules =
        RENAME.matcher(Files.readString(FILES.resolve("prometheus.yml"))).results().toList();
    var labels = rules.stream().map(rule -> rule.group(2)).toList();
    assertEquals(List.of("application", "executor", "__name__"), labels);
    var names = new TreeMap<String, Double>();
    for (var sample : samples.entrySet()) {
      var matcher = Pattern.compile(rules.get(2).group(1)).matcher(sample.getKey());
      if (matcher.matches()) {
        var name = matcher.replaceFirst(rules.get(2).group(3));
        assertTrue(names.put(name, sample.getValue()) == null, "twice: " + name);
        assertTrue(sample.getKey().matches(rules.get(0).group(1)), sample.getKey());
        assertEquals(name.endsWith("_bytes"), sample.getKey().matches(rules.get(1).group(1)), name);
      }
    }
    return names;
  }

  private static Map<String, Double> samples(String place) throws IOException {
    var found = new TreeMap<String, Double>();
    SAMPLE
        .matcher(read(place))
        .results()
        .forEach(sample -> found.put(sample.group(1), Double.valueOf(sample.group(3))));
    return found;
  }

  private static String read(String place) throws IOException {
    var connection = URI.create(place).toURL().openConnection();
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(60_000);
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
