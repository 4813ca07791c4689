package org.refspark.jobs.train;

import java.time.Instant;
import org.refspark.jobs.watch.Gauges;

/** Shows the last round in Spark's metrics system. */
final class RoundGauges implements RoundListener {
  private static final double MILLIS = 1000;

  private int rejected;

  @Override
  public void rejected(String problem) {
    rejected++;
    Gauges.ofThisDriver().set(Gauges.REJECTED, rejected);
  }

  @Override
  public void measured(Validations.Score score, boolean best) {
    Gauges.ofThisDriver().set(Gauges.SCORE, score.value());
  }

  @Override
  public void roundEnded(LedgerPage page) {
    var gauges = Gauges.ofThisDriver();
    var times = page.timing().parts();
    gauges.set(Gauges.EPOCH, page.epoch() + 1);
    gauges.set(Gauges.LOSS, page.loss());
    gauges.set(Gauges.EXAMPLES_PER_SECOND, page.examplesPerSecond());
    gauges.set(Gauges.ROUND_MS, MILLIS * page.timing().seconds());
    gauges.set(Gauges.AVERAGING_MS, MILLIS * times.averaging());
    if (times.checkpointBefore() > 0) {
      gauges.set(Gauges.CHECKPOINT_MS, MILLIS * times.checkpointBefore());
    }
    gauges.set(Gauges.INPUT_SHARE, times.input() / (times.input() + times.steps()));
    gauges.set(Gauges.ENDED, Instant.now().toEpochMilli() / MILLIS);
    // The last one, since others wait for it.
    gauges.set(Gauges.ROUND, page.round());
  }
}
