package org.refspark.jobs.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final String OURS = "org.refspark.jobs.watch.WatchPlugin";

  @Test
  void theUsersPluginsStayAndOursIsAddedOnce() {
    var conf = new SparkConf(false).set("spark.plugins", "com.example.Theirs");
    Watch.settle(conf);
    Watch.settle(conf);
    assertEquals("com.example.Theirs," + OURS, conf.get("spark.plugins"));
    var alone = new SparkConf(false);
    Watch.settle(alone);
    assertEquals(OURS, alone.get("spark.plugins"));
  }

  @Test
  void whatTheUserSaysOfPrometheusIsLeftAlone() {
    var conf = new SparkConf(false).set("spark.ui.prometheus.enabled", "false");
    Watch.settle(conf);
    assertEquals("false", conf.get("spark.ui.prometheus.enabled"));
    assertEquals(
        "org.apache.spark.metrics.sink.PrometheusServlet",
        conf.get("spark.metrics.conf.driver.sink.prometheusServlet.class"));
  }

  @Test
  void eachKindOfWarningIsSaidOnceAndCountedInTheEnd() {
    var lines = new ArrayList<String>();
    try (var warnings = new WarningsOnce(lines::add)) {
      warnings.say(new Warning("h1", "0", "slow {}", "slow a"));
      warnings.say(new Warning("h2", "1", "slow {}", "slow b"));
      warnings.say(new Warning("h2", "1", "full {}", "full c"));
      warnings.say(new Warning("h2", "1", "slow {}", "slow d"));
      assertEquals(
          List.of("On h1, executor 0: slow a", "On h2, executor 1: full c"), List.copyOf(lines));
    }
    assertEquals(3, lines.size());
    assertTrue(lines.get(2).contains("2 more times like: slow a"), lines.get(2));
  }
}
