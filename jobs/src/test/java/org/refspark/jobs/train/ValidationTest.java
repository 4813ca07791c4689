package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.data.DataFormatException;
import org.refspark.jobs.config.ConfigurationException;
import org.refspark.jobs.config.ValidateConfig;
import org.refspark.jobs.storage.NumberedNames;

/** Checkpoints after every second round and every third, which is measured; two are kept. */
class ValidationTest {
  private static final ToyRun RUN = ToyRun.of(ToyFactory.momentum(), 1, 1);
  private static final Map<Integer, Double> SCORES = Map.of(3, 0.5, 6, 0.7, 9, 0.7, 12, 0.6);

  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = ToyRun.spark("local[2]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  private final List<Integer> examined = new ArrayList<>();
  private String measuredBy = "the same shards";

  private Examiner.Examination examine(float[] parameters, String name) {
    int round = Integer.parseInt(name.replaceAll("\\D", ""));
    examined.add(round);
    return new Examiner.Examination(
        "mIoU", Map.of("mIoU", SCORES.getOrDefault(round, 0.1), "oIoU", 0.25), measuredBy);
  }

  private TrainingState train(Path run, int patience, RoundListener listener) throws IOException {
    return RUN.in(
        spark,
        run,
        listener,
        Optional.of(this::examine),
        new ValidateConfig(3, ValidateConfig.AUTO, patience, 0));
  }

  private static RoundListener silent() {
    return page -> {};
  }

  private static List<String> checkpoints(Path run) throws IOException {
    try (var files = Files.list(run.resolve("rounds"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theBestCheckpointStaysBesideTheNewest() throws IOException {
    int rounds = train(folder, 0, silent()).cursor().round();

    var thirds =
        new ArrayList<>(IntStream.range(1, rounds).filter(i -> i % 3 == 0).boxed().toList());
    thirds.add(rounds);
    assertEquals(thirds, examined);
    int before =
        IntStream.range(1, rounds).filter(i -> i % 2 == 0 || i % 3 == 0).max().orElseThrow();
    assertEquals(
        List.of("000006", NumberedNames.of(before), NumberedNames.of(rounds)), checkpoints(folder));
    var run = ToyRun.storage(folder);
    assertEquals(6, Validations.best(run).orElseThrow().round());
    assertEquals(6, new Checkpoints(run).choose("best").round());
    assertEquals(before, new Checkpoints(run).choose("" + before).round());
    assertEquals(rounds, new Checkpoints(run).choose("newest").round());
    assertThrows(DataFormatException.class, () -> new Checkpoints(run).choose("9"));
    for (var page : new Ledger(run).pages()) {
      boolean after = page.round() > 1 && page.round() % 3 == 1;
      assertEquals(after, page.timing().parts().validationBefore() > 0, "round " + page.round());
    }
  }

  @Test
  void theBestScoreSurvivesAStopAnywhere() throws IOException {
    var whole = folder.resolve("whole");
    var state = train(whole, 0, silent());
    for (int stop : new int[] {2, 3, 6, 7, 12}) {
      var run = folder.resolve("stopped" + stop);
      int last = stop;
      RoundListener stopping =
          page -> {
            if (page.round() == last) {
              throw new Stopped();
            }
          };
      assertThrows(Stopped.class, () -> train(run, 0, stopping));

      assertEquals(state.cursor(), train(run, 0, silent()).cursor());

      assertEquals(checkpoints(whole), checkpoints(run), "stopped after round " + stop);
      assertEquals(Validations.best(ToyRun.storage(whole)), Validations.best(ToyRun.storage(run)));
    }
  }

  @Test
  void trainingEndsWhenPatienceDoesAndStaysEnded() throws IOException {
    var state = train(folder, 2, silent());

    assertEquals(12, state.cursor().round());
    assertEquals(List.of(3, 6, 9, 12), examined);
    var newest = new Checkpoints(ToyRun.storage(folder)).newestWhole().orElseThrow();
    var config = new ValidateConfig(3, ValidateConfig.AUTO, 2, 0);
    var validation = new Validation(ToyRun.storage(folder), Optional.of(this::examine), config);
    assertTrue(validation.hasEnded(newest, 2));
    assertTrue(validation.verdict().orElseThrow().startsWith("Ended early"));
    assertFalse(
        new Validation(
                ToyRun.storage(folder),
                Optional.of(this::examine),
                new ValidateConfig(3, ValidateConfig.AUTO, 3, 0))
            .hasEnded(newest, 2),
        "with more patience it goes on");
  }

  /** The checkpoint of the last round is lost, and it is not the end before that. */
  @Test
  void measurementsBehindTheCheckpointSayNothingOfTheEnd() throws IOException {
    train(folder, 2, silent());
    var storage = ToyRun.storage(folder);
    var earlier = new Checkpoints(storage).choose("10");
    var config = new ValidateConfig(3, ValidateConfig.AUTO, 2, 0);

    assertFalse(
        new Validation(storage, Optional.of(this::examine), config).hasEnded(earlier, 2),
        "two measurements without a gain end at round 12");
  }

  @Test
  void aMeasurementThatWasCutShortIsMadeAgain() throws IOException {
    train(folder, 0, silent());
    Files.writeString(folder.resolve("validation/000006/score.json"), "{\"round\": 6, ");
    Files.writeString(folder.resolve("rounds/%06d/state.json".formatted(last())), "{");
    examined.clear();

    train(folder, 0, silent());

    assertEquals(List.of(last()), examined);
    assertEquals(9, Validations.best(ToyRun.storage(folder)).orElseThrow().round());
  }

  private int last() throws IOException {
    return NumberedNames.in(checkpoints(folder)).stream().max(Integer::compare).orElseThrow();
  }

  @Test
  void measurementsOnOtherDataAreNotCompared() throws IOException {
    RoundListener stopping =
        page -> {
          if (page.round() == 7) {
            throw new Stopped();
          }
        };
    assertThrows(Stopped.class, () -> train(folder, 0, stopping));
    measuredBy = "others";

    var refusal = assertThrows(ConfigurationException.class, () -> train(folder, 0, silent()));

    assertTrue(refusal.getMessage().contains("data.validate"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("the same shards"), refusal.getMessage());
  }

  @Test
  void aMetricThatIsNotMeasuredIsNamedWithThoseThatAre() {
    var failure =
        assertThrows(
            ConfigurationException.class,
            () ->
                RUN.in(
                    spark,
                    folder,
                    silent(),
                    Optional.of(this::examine),
                    new ValidateConfig(3, "AP", 0, 0)));

    assertTrue(failure.getMessage().contains("mIoU, oIoU"), failure.getMessage());
  }

  @Test
  void whereNothingWasMeasuredNoCheckpointIsTheBest() throws IOException {
    RUN.in(spark, folder);

    var failure =
        assertThrows(
            DataFormatException.class,
            () -> new Checkpoints(ToyRun.storage(folder)).choose("best"));

    assertTrue(failure.getMessage().contains("data.validate"), failure.getMessage());
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
