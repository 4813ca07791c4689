package org.refspark.jobs.train;

import java.io.IOException;

/** Is told of every round that ends, after its ledger page and its checkpoint are written. */
interface RoundListener {
  /** What happened in the round. */
  void roundEnded(LedgerPage page) throws IOException;
}
