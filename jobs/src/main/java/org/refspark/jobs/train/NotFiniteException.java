package org.refspark.jobs.train;

import java.io.IOException;
import org.refspark.jobs.train.WorkerOutput.Report;

/** A loss or a parameter is no longer a number: the round does not count and training stops. */
public final class NotFiniteException extends IOException {
  private static final long serialVersionUID = 1L;

  private NotFiniteException(String message) {
    super(message);
  }

  static NotFiniteException of(String round, Report report) {
    var step = report.steps().get(report.steps().size() - 1);
    return new NotFiniteException(
        ("%s: %s in iteration %d on worker %d, with the terms %s and the expressions %s. The round"
                + " was dropped; the last checkpoint is whole. Lower the learning rate, lengthen"
                + " its warm-up or tighten the clipping of gradients, and look at these"
                + " expressions' pictures.")
            .formatted(
                round,
                report.problem(),
                step.iteration(),
                report.worker(),
                step.parts(),
                step.ids()));
  }
}
