package org.refspark.jobs.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.refspark.jobs.command.CommandFailure;
import org.refspark.jobs.config.AveragingConfig.NotFinite;
import org.refspark.jobs.config.AveragingConfig.Policy;
import org.refspark.model.Query;
import org.refspark.model.Trainer;

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
    assertArrayEquals(plainTraining(run, 1, true), state.values());
  }

  @Test
  void aLoweredRateStays() throws IOException {
    var run = lowering(1);

    var state = run.in(spark, folder);

    assertEquals(new Setbacks(2, 0.25), state.cursor().setbacks());
    assertEquals(List.of(1.0, 0.5), attempts(folder).stream().map(a -> a.rateFactor()).toList());
    assertArrayEquals(plainTraining(run, 0.25, false), state.values());
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
        var listener = stoppingAfter(last);
        try {
          run.in(spark, stopped, listener);
        } catch (Stopped e) {
          // As wanted; a round that was skipped stops nothing.
        }
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

  /**
   * One worker with frequency 1, without Spark and without averaging.
   *
   * @param factor of the learning rate from the third step on
   * @param leavesOut whether batches with the picture toy/5 are left out
   */
  private static float[] plainTraining(ToyRun run, double factor, boolean leavesOut)
      throws IOException {
    var trainer = run.factory().create();
    long iteration = 0;
    for (int epoch = 0; epoch < run.train().epochs(); epoch++) {
      var order = EpochOrder.of(run.source().index(), run.train(), epoch);
      for (int from = 0; from < order.size(); from += run.train().batchPictures()) {
        int to = Math.min(order.size(), from + run.train().batchPictures());
        var batch = new ArrayList<Query>();
        for (var group : order.between(from, to)) {
          batch.add(new Query(run.source().read(group.picture()), group.expressions()));
        }
        boolean poisoned = batch.stream().anyMatch(query -> query.image().id().equals("toy/5"));
        if (!(leavesOut && poisoned)) {
          double now = iteration < 2 ? 1 : factor;
          trainer.step(batch, iteration, now, SeedMix.of(7, iteration, 0));
          iteration++;
        }
      }
    }
    return values(trainer);
  }

  private static float[] values(Trainer trainer) {
    float[] parameters = trainer.model().parameters().toFloatVector();
    float[] state = trainer.optimizerState().toFloatVector();
    float[] all = Arrays.copyOf(parameters, parameters.length + state.length);
    System.arraycopy(state, 0, all, parameters.length, state.length);
    return all;
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
