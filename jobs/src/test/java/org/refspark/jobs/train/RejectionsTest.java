package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.AveragingConfig.Policy;

class RejectionsTest {
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

  /** The loss of the picture toy/5 is no number. */
  static ToyRun skipping(int workers) {
    return ToyRun.of(new ToyFactory(ToyFactory.Kind.POISONED, 0.5, 0.3), workers, 1)
        .rejecting(new NotFinite(Policy.SKIP, 0.5, 12));
  }

  /** From the third step on, weights are no longer numbers unless the rate is below a third. */
  private static ToyRun lowering(int workers) {
    return ToyRun.of(new ToyFactory(ToyFactory.Kind.FRAGILE, 0.5, 0.3), workers, 1)
        .rejecting(new NotFinite(Policy.LOWER_RATE, 0.5, 12));
  }

  private List<Rejections.Attempt> attempts(Path run) throws IOException {
    var rejections = new Rejections(ToyRun.storage(run), NotFinite.STOPS);
    var all = new ArrayList<Rejections.Attempt>();
    for (int round = 1; round < 100; round++) {
      all.addAll(rejections.of(round));
    }
    return all;
  }

  @Test
  void aSkippedRoundIsAsIfItsExamplesHadNotBeenThere() throws IOException {
    var run = skipping(1);

    var state = run.in(spark, folder);

    var attempts = attempts(folder);
    assertTrue(attempts.size() >= 2, "at least once in each of two epochs: " + attempts);
    assertEquals(new Setbacks(attempts.size(), 1), state.cursor().setbacks());
    for (var attempt : attempts) {
      assertTrue(
          attempt.expressions().stream().anyMatch(id -> id.startsWith("toy/5#")),
          attempt.toString());
    }
    assertArrayEquals(PlainTraining.without(run, "toy/5"), state.values());
  }

  @Test
  void aLoweredRateStays() throws IOException {
    var run = lowering(1);

    var state = run.in(spark, folder);

    assertEquals(new Setbacks(2, 0.25), state.cursor().setbacks());
    assertEquals(List.of(1.0, 0.5), attempts(folder).stream().map(a -> a.rateFactor()).toList());
    assertArrayEquals(PlainTraining.lowered(run, 0.25), state.values());
  }

  @Test
  void stoppedAnywhereAndResumedItDecidesTheSame() throws IOException {
    for (var run : List.of(skipping(2), lowering(2))) {
      var name = run.factory().key().replaceAll("\\W", "");
      var whole = folder.resolve(name);
      var state = run.in(spark, whole);
      var attempts = attempts(whole);
      assertTrue(!attempts.isEmpty());

      for (int stop : new int[] {1, 2, 5, 8}) {
        var stopped = folder.resolve(name + stop);
        int last = stop;
        assertThrows(Stopped.class, () -> run.in(spark, stopped, stoppingAfter(last)));
        var resumed = run.in(spark, stopped);

        assertEquals(state.cursor(), resumed.cursor());
        assertArrayEquals(state.values(), resumed.values(), "stopped after round " + stop);
        assertEquals(attempts, attempts(stopped));
      }
    }
  }

  @Test
  void aRunThatDoesNotMendItselfEnds() throws IOException {
    var run = lowering(1).rejecting(new NotFinite(Policy.LOWER_RATE, 0.9, 3));

    var failure = assertThrows(CommandFailure.class, () -> run.in(spark, folder));

    assertTrue(failure.getMessage().contains("averaging.not-finite.most, 3"), failure.getMessage());
    assertEquals(
        List.of(Policy.LOWER_RATE, Policy.LOWER_RATE, Policy.LOWER_RATE, Policy.STOP),
        attempts(folder).stream().map(Rejections.Attempt::then).toList());
  }

  private static RoundListener stoppingAfter(int round) {
    return page -> {
      if (page.round() >= round) {
        throw new Stopped();
      }
    };
  }

  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
