package org.refspark.jobs.train;

import java.io.IOException;
import org.refspark.model.weights.ImportReport;

/**
 * Is told what a run starts from, and of every round that ends, after its ledger page and its
 * checkpoint are written.
 */
interface RoundListener {
  /** What a file of weights gave to the start values, before the first round. */
  default void imported(ImportReport report) {}

  /** A round did not count, in words. */
  default void rejected(String problem) {}

  /** The run was measured. */
  default void measured(Validations.Score score, boolean best) {}

  /** What happened in the round. */
  void roundEnded(LedgerPage page) throws IOException;

  /** This one, and then another. */
  default RoundListener and(RoundListener next) {
    var first = this;
    return new RoundListener() {
      @Override
      public void imported(ImportReport report) {
        first.imported(report);
        next.imported(report);
      }

      @Override
      public void rejected(String problem) {
        first.rejected(problem);
        next.rejected(problem);
      }

      @Override
      public void measured(Validations.Score score, boolean best) {
        first.measured(score, best);
        next.measured(score, best);
      }

      @Override
      public void roundEnded(LedgerPage page) throws IOException {
        first.roundEnded(page);
        next.roundEnded(page);
      }
    };
  }
}
