package org.refspark.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.config.TrainConfig;

class PointsTest {
  @Test
  void aGridHasEveryCombinationInOrder() {
    var plan =
        plan(
            Map.of(
                "sweep.grid",
                "{ model.references.count = [5, 0], train { epochs = [1, 2] } }",
                "sweep.seeds",
                "[3, 4]"));

    assertEquals(
        List.of(
            "count = 5, epochs = 1",
            "count = 5, epochs = 2",
            "count = 0, epochs = 1",
            "count = 0, epochs = 2"),
        plan.points().stream().map(Point::name).toList());
    assertEquals(8, plan.trials().size());
    var last = plan.trials().get(7);
    assertEquals("count-0-epochs-2-s4", last.name());
    var train = plan.settings().get(last).section("train", TrainConfig.class);
    assertEquals(2, train.epochs());
    assertEquals(4, train.seed());
    assertEquals("0", plan.settings().get(last).section("model").getString("references.count"));
  }

  @Test
  void keysThatEndAlikeAreNamedByMoreOfTheirWords() {
    var plan =
        plan(
            Map.of(
                "sweep.grid",
                "{ model.rpn.channels = [8], model.pyramid.channels = [16], train.epochs = [1] }"));
    assertEquals(
        "pyramid.channels = 16, rpn.channels = 8, epochs = 1", plan.points().get(0).name());
  }

  @Test
  void aPointsOwnFileLiesUnderWhatTheSweepSetsAndItsValuesOverIt() {
    var plan =
        plan(
            Map.of(
                "sweep.points",
                "[{ name = a, conf = conf/mmnet/table2-nq4.conf },"
                    + " { name = b, conf = conf/mmnet/table2-nq4.conf,"
                    + " set { train.epochs = 9, model.queries.count = 2 } }]",
                "train.epochs",
                "7"));
    var first = plan.settings().get(plan.trials().get(0));
    var second = plan.settings().get(plan.trials().get(1));
    assertEquals("mmnet", first.section("model").getString("name"));
    assertEquals(4, first.section("model").getInt("queries.count"));
    assertEquals(7, first.section("train", TrainConfig.class).epochs());
    assertEquals(64, first.section("train", TrainConfig.class).batchPictures());
    assertEquals(2, second.section("model").getInt("queries.count"));
    assertEquals(9, second.section("train", TrainConfig.class).epochs());
  }

  @Test
  void drawnValuesLieInTheirRangesAndAreDrawnAgainTheSame() {
    var drawn =
        Map.of(
            "sweep.random",
            "{ count = 50, seed = 3, ranges = ["
                + "{ key = optimizer.rate, from = 1e-4, to = 1e-2, scale = log },"
                + "{ key = model.references.count, from = 0, to = 3, scale = whole }] }");
    var points = plan(drawn).points();
    assertEquals(points, plan(drawn).points());
    assertEquals(50, points.size());
    var rates = points.stream().map(p -> Double.valueOf(p.values().get("optimizer.rate"))).toList();
    rates.forEach(rate -> assertTrue(rate >= 1e-4 && rate <= 1e-2, () -> rate + " is outside"));
    // Half of them lie below the geometric mean, 1e-3; of a linear scale it would be a tenth.
    long low = rates.stream().filter(rate -> rate < 1e-3).count();
    assertTrue(low >= 15 && low <= 35, low + " of 50");
    var counts =
        points.stream().map(p -> p.values().get("model.references.count")).sorted().distinct();
    assertEquals(List.of("0", "1", "2", "3"), counts.toList());
  }

  @Test
  void whatCannotBeASweepIsRefusedBeforeAnythingIsBegun() {
    assertRefused("has no points", Map.of());
    assertRefused(
        "unknown key model.referencs.count; did you mean model.references.count?",
        Map.of("sweep.grid", "{ model.referencs.count = [1] }"));
    assertRefused(
        "the sweep's point \"epochs = 0\": train.epochs is 0",
        Map.of("sweep.grid", "{ train.epochs = [1, 0] }"));
    assertRefused("sweep.seeds says which", Map.of("sweep.grid", "{ train.seed = [1, 2] }"));
    assertRefused(
        "data.train is one for all trials", Map.of("sweep.grid", "{ data.train = [a, b] }"));
    assertRefused(
        "\"k_1\" needs another name: its folder would be \"k-1\", that of \"K 1\"",
        Map.of("sweep.points", "[{ name = \"K 1\" }, { name = k_1 }]"));
  }

  private static void assertRefused(String message, Map<String, String> overrides) {
    var refused = assertThrows(ConfigurationException.class, () -> plan(overrides)).getMessage();
    assertTrue(refused.contains(message), refused);
  }

  private static SweepPlan plan(Map<String, String> overrides) {
    return SweepPlan.of(Settings.of(new HashMap<>(overrides), "run"));
  }
}
