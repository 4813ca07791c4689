package org.refspark.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.SweepConfig.Budget;
import org.refspark.jobs.config.SweepConfig.Halving;
import org.refspark.jobs.config.SweepConfig.Point;
import org.refspark.jobs.config.SweepConfig.Random;
import org.refspark.jobs.config.SweepConfig.Range;
import org.refspark.jobs.config.SweepConfig.Scale;

class SweepConfigTest {
  @Test
  void defaultsAreTheRecordedOnes() {
    assertEquals(
        new SweepConfig(
            Optional.empty(),
            List.of(),
            ConfigFactory.empty(),
            Optional.empty(),
            List.of(1L),
            List.of(),
            Optional.empty(),
            false,
            false,
            2,
            new Budget(Optional.empty(), Optional.empty()),
            new Halving(List.of(), 3)),
        sweep(Map.of()));
  }

  @Test
  void everyKeyReachesItsComponent() {
    assertEquals(
        new SweepConfig(
            Optional.of("a.conf"),
            List.of(
                new Point(
                    "one",
                    Optional.of("b.conf"),
                    Optional.of(ConfigFactory.parseString("model.x = 3")),
                    Optional.of(ConfigFactory.parseString("\"AP50.per-expression\" = 61.5")))),
            ConfigFactory.parseString("train.epochs = [1, 2]"),
            Optional.of(
                new Random(5, 6, List.of(new Range("optimizer.rate", 0.1, 0.2, Scale.LOG)))),
            List.of(7L, 8L),
            List.of("mIoU"),
            Optional.of("train.epochs"),
            true,
            true,
            9,
            new Budget(Optional.of(15), Optional.of(Duration.ofMinutes(11))),
            new Halving(List.of(12, 13), 14)),
        sweep(
            Map.ofEntries(
                Map.entry("sweep.conf", "a.conf"),
                Map.entry(
                    "sweep.points",
                    "[{name = one, conf = b.conf, set { model.x = 3 },"
                        + " published { \"AP50.per-expression\" = 61.5 }}]"),
                Map.entry("sweep.grid", "{ train.epochs = [1, 2] }"),
                Map.entry(
                    "sweep.random",
                    "{ count = 5, seed = 6, ranges ="
                        + " [{ key = optimizer.rate, from = 0.1, to = 0.2, scale = log }] }"),
                Map.entry("sweep.seeds", "[7, 8]"),
                Map.entry("sweep.metrics", "[mIoU]"),
                Map.entry("sweep.along", "train.epochs"),
                Map.entry("sweep.synthesize", "true"),
                Map.entry("sweep.smoke", "true"),
                Map.entry("sweep.parallel", "9"),
                Map.entry("sweep.budget.rounds", "15"),
                Map.entry("sweep.budget.time", "11m"),
                Map.entry("sweep.halving.rungs", "[12, 13]"),
                Map.entry("sweep.halving.factor", "14"))));
  }

  @Test
  void aBudgetOfTimeMayBeShorterThanAMillisecond() {
    var time = sweep(Map.of("sweep.budget.time", "500us")).budget().time();
    assertEquals(Optional.of(Duration.ofNanos(500_000)), time);
  }

  @Test
  void publishedFiguresAreNumbersByMetric() {
    var point = sweep(Map.of("sweep.points", "[{name = a, published { mIoU = 65.40 }}]"));
    assertEquals(Map.of("mIoU", 65.4), point.points().get(0).publishedNumbers());
    assertRefused(
        "published: mIoU is good, expected a number",
        "sweep.points",
        "[{name = a, published { mIoU = good }}]");
  }

  @Test
  void whatCannotBeIsRefusedByName() {
    assertRefused("sweep.seeds is [1, 1]", "sweep.seeds", "[1, 1]");
    assertRefused("sweep.seeds is []", "sweep.seeds", "[]");
    assertRefused("sweep.parallel is 0", "sweep.parallel", "0");
    assertRefused("sweep.budget.rounds is 0", "sweep.budget.rounds", "0");
    assertRefused("sweep.budget.time is 0.0", "sweep.budget.time", "0s");
    assertRefused("sweep.halving.rungs is [5, 5]", "sweep.halving.rungs", "[5, 5]");
    assertRefused(
        "expected fewer rounds than budget.rounds, 5",
        Map.of("sweep.halving.rungs", "[2, 5]", "sweep.budget.rounds", "5"));
    assertRefused("sweep.halving.factor is 1", "sweep.halving.factor", "1");
    assertRefused("train.epochs is 3, expected a list", "sweep.grid", "{ train.epochs = 3 }");
    assertRefused(
        "to is 1.0, expected more than from",
        "sweep.random",
        "{ count = 1, seed = 1, ranges = [{ key = a, from = 2, to = 1, scale = linear }] }");
    assertRefused(
        "from is 0.0, expected more than 0",
        "sweep.random",
        "{ count = 1, seed = 1, ranges = [{ key = a, from = 0, to = 1, scale = log }] }");
  }

  private static void assertRefused(String message, String key, String value) {
    assertRefused(message, Map.of(key, value));
  }

  private static void assertRefused(String message, Map<String, String> values) {
    var refused = assertThrows(ConfigurationException.class, () -> sweep(values)).getMessage();
    assertTrue(refused.contains(message), refused);
  }

  private static SweepConfig sweep(Map<String, String> overrides) {
    return Settings.of(overrides).section("sweep", SweepConfig.class);
  }
}
