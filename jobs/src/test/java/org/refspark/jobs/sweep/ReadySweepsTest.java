package org.refspark.jobs.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.refspark.data.text.Vocabulary;
import org.refspark.jobs.config.Settings;
import org.refspark.jobs.network.Networks;

/** The files of conf/sweep. */
class ReadySweepsTest {
  private static final Path FOLDER = Path.of("../conf/sweep");

  /** Trials of each, counted by hand from the papers' tables: points by seeds. */
  private static final Map<String, Integer> TRIALS =
      Map.ofEntries(
          Map.entry("grm-table2", 7 * 3),
          Map.entry("grm-k", 4 * 3),
          Map.entry("mmnet-table2", 7 * 3),
          Map.entry("mmnet-table3", 6 * 3),
          Map.entry("mmnet-table4", 4 * 3),
          Map.entry("lts-table2", 7 * 3),
          Map.entry("lts-table4", 2 * 3),
          Map.entry("lts-table5", 4 * 3),
          Map.entry("lts-table6", 6 * 3),
          Map.entry("lts-table7", 2 * 3),
          Map.entry("demo-grm-k", 3 * 2),
          Map.entry("demo-grm-table2", 7 * 2),
          Map.entry("demo-mmnet-nq", 3 * 2),
          Map.entry("demo-mmnet-table2", 7 * 2),
          Map.entry("demo-mmnet-table3", 6 * 2),
          Map.entry("demo-mmnet-table4", 4 * 2),
          Map.entry("demo-lts-table2", 7 * 2),
          Map.entry("demo-lts-table4", 2 * 2),
          Map.entry("demo-lts-table5", 4 * 2),
          Map.entry("demo-lts-table6", 6 * 2),
          Map.entry("demo-lts-table7", 2 * 2));

  static Stream<String> files() {
    return TRIALS.keySet().stream().sorted();
  }

  @Test
  void everyFileIsCounted() throws IOException {
    try (var files = Files.list(FOLDER)) {
      var names =
          files
              .map(file -> file.getFileName().toString().replace(".conf", ""))
              .filter(name -> !name.startsWith("scale-"))
              .sorted()
              .toList();
      assertEquals(files().toList(), names);
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void eachExpandsToItsTrialsWithSettingsOfTheirOwnNetwork(String name) {
    var plan = plan(name);
    assertEquals(TRIALS.get(name), plan.trials().size());
    var model = name.contains("grm") ? "grm-net" : name.contains("mmnet") ? "mmnet" : "lts";
    for (var settings : plan.settings().values()) {
      assertEquals(model, settings.section("model").getString("name"));
      assertEquals(name.startsWith("demo-"), plan.config().synthesize());
    }
    var distinct =
        plan.points().stream()
            .map(point -> plan.settings().get(plan.trialsOf(point).get(0)).toJson())
            .distinct()
            .count();
    assertEquals(plan.points().size(), distinct, "no two points have the same settings");
  }

  /** Those in which more than a number varies. */
  static Stream<String> demosOfTables() {
    return files()
        .filter(name -> name.startsWith("demo-") && name.contains("-table"))
        .filter(name -> !name.equals("demo-mmnet-table2"));
  }

  /** Values are those that networks know: each is built, at the size of the demo. */
  @ParameterizedTest
  @MethodSource("demosOfTables")
  void theNetworksOfDemosCanBeBuilt(String name) throws IOException {
    var plan = plan(name);
    var words = Vocabulary.of(List.of("the red car")).words();
    for (var point : plan.points()) {
      var settings = plan.settings().get(plan.trialsOf(point).get(0));
      try (var model = Networks.untrained(settings, words, 1, 1, new Configuration())) {
        assertTrue(model.layout().length() > 100_000, point.name());
      }
    }
  }

  /** GRM-Net, Table 2; MMNet, Tables 2 and 3; LTS, Tables 2 and 5 (val of RefCOCO). */
  @Test
  void publishedFiguresAreThoseOfThePapers() {
    assertEquals(
        List.of(53.35, 53.29, 53.55, 59.03, 57.32, 57.46, 59.39),
        published("grm-table2", "AP.per-expression"));
    assertEquals(List.of(68.35, 70.41, 71.37, 70.23), published("grm-k", "AP50.per-expression"));
    assertEquals(
        List.of(65.42, 65.80, 66.13, 66.85, 67.59, 68.14, 67.26),
        published("mmnet-table2", "mIoU"));
    assertEquals(
        List.of(66.82, 68.14, 66.65, 67.59, 66.09, 66.85), published("mmnet-table3", "mIoU"));
    assertEquals(
        List.of(55.08, 54.53, 56.94, 63.50, 63.64, 65.05, 65.43), published("lts-table2", "mIoU"));
    assertEquals(List.of(65.43, 66.04, 65.54, 64.92), published("lts-table5", "mIoU"));
  }

  private static List<Double> published(String name, String metric) {
    return plan(name).points().stream().map(point -> point.published().get(metric)).toList();
  }

  private static SweepPlan plan(String name) {
    var file = FOLDER.resolve(name + ".conf");
    return SweepPlan.of(Settings.load(Optional.of(file), new TreeMap<>(), List.of("run")));
  }
}
