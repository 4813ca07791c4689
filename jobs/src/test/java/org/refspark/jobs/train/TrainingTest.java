package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.command.ExitCode;
import org.refspark.jobs.config.TrainConfig;

class TrainingTest {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    // Every task may fail twice.
    spark = ToyRun.spark("local[2,3]");
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void oneWorkerWithFrequencyOneEqualsPlainTrainingBitForBit() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 1, 1);

    assertArrayEquals(PlainTraining.of(run), run.in(spark, folder).values());
  }

  @Test
  void oneWorkerEqualsPlainTrainingAtAnyFrequency() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 1, 4);

    assertArrayEquals(PlainTraining.of(run), run.in(spark, folder).values());
  }

  /** One group is one expression here: with uneven groups the weights are by example, too. */
  @Test
  void workersWithFrequencyOneAndSgdEqualOneWorkerWithTheirBatchesTogether() throws IOException {
    for (int expressions : new int[] {1, 3}) {
      var three = ToyRun.of(ToyFactory.sgd(), 3, 1).batching(2, expressions);
      var one = ToyRun.of(ToyFactory.sgd(), 1, 1).batching(6, expressions);

      float[] averaged = three.in(spark, folder.resolve("three" + expressions)).values();
      float[] together = one.in(spark, folder.resolve("one" + expressions)).values();

      for (int i = 0; i < averaged.length; i++) {
        assertEquals(together[i], averaged[i], 1e-5 * Math.max(0.1, Math.abs(together[i])));
      }
    }
  }

  @Test
  void everyExampleIsSeenExactlyOncePerEpoch() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 3, 2);
    run.in(spark, folder);

    var seen = new HashMap<Integer, List<String>>();
    for (var page : new Ledger(ToyRun.storage(folder)).pages()) {
      var ids = seen.computeIfAbsent(page.epoch(), epoch -> new ArrayList<>());
      page.workers().forEach(w -> w.steps().forEach(step -> ids.addAll(step.ids())));
    }

    var all = new ArrayList<String>();
    for (int picture = 0; picture < 13; picture++) {
      run.source().read(picture).expressions().forEach(e -> all.add(e.id()));
    }
    assertEquals(2, seen.size());
    for (var ids : seen.values()) {
      assertEquals(all.stream().sorted().toList(), ids.stream().sorted().toList());
    }
    assertFalse(seen.get(0).equals(seen.get(1)), "the second epoch has its own order");
  }

  @Test
  void stoppedAtAnyRoundAndResumedItComesToTheSameBits() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 2, 2).batching(1, 2);
    var whole = folder.resolve("whole");
    run.in(spark, whole);
    int rounds = new Ledger(ToyRun.storage(whole)).pages().size();
    assertTrue(rounds > 8, rounds + " rounds");

    for (int stop = 1; stop < rounds; stop++) {
      var stopped = folder.resolve("stopped" + stop);
      int last = stop;
      assertThrows(Stop.class, () -> run.in(spark, stopped, page -> stopAfter(last, page)));
      var resumed = new ArrayList<Integer>();
      run.in(spark, stopped, page -> resumed.add(page.round()));

      assertEquals(contentOf(whole), contentOf(stopped), "stopped after round " + stop);
      // Every second round has a checkpoint.
      int next = stop / 2 * 2 + 1;
      assertEquals(IntStream.rangeClosed(next, rounds).boxed().toList(), resumed);
    }
  }

  @Test
  void endedByMostRoundsAndGivenMoreItComesToTheSameBits() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 2, 2).batching(1, 2);
    var whole = folder.resolve("whole");
    run.in(spark, whole);
    var parts = folder.resolve("parts");
    for (int most : new int[] {1, 5, 6}) {
      var state = run.ending(most).in(spark, parts);
      assertEquals(most, state.cursor().round());
      var newest = new Checkpoints(ToyRun.storage(parts)).newestWhole().orElseThrow();
      assertEquals(most, newest.round(), "a checkpoint to go on from");
      assertEquals(most, new Ledger(ToyRun.storage(parts)).pages().size());
    }
    run.in(spark, parts);

    assertEquals(contentOf(whole), contentOf(parts));
  }

  /** Pictures have 1 to 5 expressions, of which two and two mean the same. */
  @Test
  void oneSentencePerReferentIsSeenInAnEpochAndAStopChangesNothing() throws IOException {
    var run =
        ToyRun.of(ToyFactory.momentum(), 2, 1)
            .batching(1, 2)
            .visiting(TrainConfig.Sentences.ONE_PER_REFERENT);
    var whole = folder.resolve("whole");
    run.in(spark, whole);
    var stopped = folder.resolve("stopped");
    assertThrows(Stop.class, () -> run.in(spark, stopped, page -> stopAfter(5, page)));
    run.in(spark, stopped);

    assertEquals(contentOf(whole), contentOf(stopped));
    long referents =
        run.source().index().stream()
            .mapToLong(e -> e.referents().stream().distinct().count())
            .sum();
    var pages = new Ledger(ToyRun.storage(whole)).pages();
    assertEquals(2 * referents, pages.stream().mapToLong(LedgerPage::examples).sum());
  }

  @Test
  void retriedTasksLeaveTheResultBitIdentical() throws IOException {
    var run = ToyRun.of(ToyFactory.momentum(), 2, 2);
    var failing = ToyRun.of(ToyFactory.failing(), 2, 2);
    var unreadable = new ToyPictures(13, ToyPictures.Failures.FIRST_READS, folder.toString());

    float[] undisturbed = run.in(spark, folder.resolve("undisturbed")).values();

    assertArrayEquals(undisturbed, failing.in(spark, folder.resolve("steps")).values());
    assertArrayEquals(
        undisturbed, run.reading(unreadable).in(spark, folder.resolve("reads")).values());
  }

  @Test
  void theNetworkIsNotBuiltAnewForEveryRound() throws IOException {
    var run = ToyRun.of(new ToyFactory(ToyFactory.Kind.SGD, 0.25, 0), 2, 1);
    int before = ToyFactory.BUILT.get();

    var state = run.in(spark, folder);

    assertTrue(state.cursor().round() > 10, "rounds: " + state.cursor().round());
    // One at the start, and one more for a second task at the same time.
    assertTrue(ToyFactory.BUILT.get() - before <= 2);
  }

  @Test
  void theLedgerSaysWhereTheTimeOfARoundWent() throws IOException {
    ToyRun.of(ToyFactory.momentum(), 2, 2).in(spark, folder);

    var pages = new Ledger(ToyRun.storage(folder)).pages();
    for (var page : pages) {
      var parts = page.timing().parts();
      assertTrue(parts.work() > 0 && parts.average() > 0, parts.toString());
      assertTrue(parts.seconds() <= page.timing().seconds(), page.timing().toString());
      assertTrue(parts.steps() > 0, parts.toString());
      assertTrue(parts.stepsByTheClock() < parts.work(), parts.toString());
      assertEquals(Math.min(2, page.workers().size()), parts.atOnce());
      // A checkpoint is written after every second round.
      assertEquals(page.round() > 1 && page.round() % 2 == 1, parts.checkpointBefore() > 0);
    }
  }

  @Test
  void aPageFromBeforeTheTimesWereMeasuredIsReadAllTheSame() throws IOException {
    ToyRun.of(ToyFactory.sgd(), 1, 4).in(spark, folder);
    var whole = new Ledger(ToyRun.storage(folder)).pages().get(0).timing();
    var file = folder.resolve("ledger/000001.json");
    var json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    // Nor did it hold its own hash.
    json.remove("sha256");
    var timing = (ObjectNode) json.get("timing");
    ((ObjectNode) timing.get("parts")).remove("validation-before");
    Files.writeString(file, json.toString());
    assertEquals(whole, new Ledger(ToyRun.storage(folder)).pages().get(0).timing());

    timing.remove("parts");
    Files.writeString(file, json.toString());

    var page = new Ledger(ToyRun.storage(folder)).pages().get(0);

    assertEquals(
        new LedgerPage.Timing(whole.started(), whole.seconds(), RoundTimes.NONE, whole.workers()),
        page.timing());
  }

  @Test
  void nothingStaysInSparkAfterARound() throws IOException {
    ToyRun.of(ToyFactory.momentum(), 2, 2).in(spark, folder);

    assertTrue(spark.getPersistentRDDs().isEmpty());
  }

  @Test
  void aLossThatIsNoNumberStopsWithTheBatchNamed() {
    var run = ToyRun.of(new ToyFactory(ToyFactory.Kind.SGD, 1e38, 0), 2, 1);

    var problem = assertThrows(CommandFailure.class, () -> run.in(spark, folder));

    assertTrue(problem.getMessage().contains("toy/"), problem.getMessage());
    assertTrue(problem.getMessage().contains("learning rate"), problem.getMessage());
  }

  @Test
  void aRoundThatHangsEndsByItsDeadline() {
    var run =
        ToyRun.of(ToyFactory.sgd(), 2, 1)
            .reading(ToyPictures.failing(13, ToyPictures.Failures.HANGS))
            .within(Duration.ofSeconds(3));

    var problem = assertThrows(CommandFailure.class, () -> run.in(spark, folder));

    assertTrue(problem.getMessage().contains("round 1 of "), problem.getMessage());
    assertTrue(problem.getMessage().contains("averaging.deadline"), problem.getMessage());
    assertEquals(ExitCode.RETRY, problem.exitCode());
  }

  @Test
  void theScheduleAdvancesByTheStepsReallyTaken() throws IOException {
    var state = ToyRun.of(ToyFactory.momentum(), 2, 3).in(spark, folder);

    long steps = 0;
    for (var page : new Ledger(ToyRun.storage(folder)).pages()) {
      assertEquals(steps, page.iteration());
      steps += page.workers().stream().mapToInt(w -> w.steps().size()).max().orElseThrow();
    }
    assertEquals(steps, state.cursor().iteration());
  }

  /** Checkpoints byte for byte, and the ledger without its clock times. */
  private static Map<String, String> contentOf(Path run) throws IOException {
    var content = new HashMap<String, String>();
    try (var files = Files.walk(run.resolve("rounds"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        content.put(run.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    for (var page : new Ledger(ToyRun.storage(run)).pages()) {
      content.put(
          "ledger " + page.round(),
          page.workers() + " " + page.loss() + " " + page.parts() + " " + page.iteration());
    }
    return content;
  }

  private static void stopAfter(int round, LedgerPage page) {
    if (page.round() == round) {
      throw new Stop();
    }
  }

  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
