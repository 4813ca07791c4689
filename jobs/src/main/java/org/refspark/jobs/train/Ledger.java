package org.refspark.jobs.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.refspark.jobs.storage.Json;
import org.refspark.jobs.storage.NumberedNames;
import org.refspark.jobs.storage.Storage;

/**
 * The pages of a run's ledger, one per round: which examples each worker saw, with the losses.
 * Curves of a report are drawn from here.
 */
public final class Ledger {
  private static final String FOLDER = "ledger";

  private final Storage run;

  /**
   * @param run the run directory
   */
  public Ledger(Storage run) {
    this.run = run;
  }

  /** All pages, in the order of the rounds. */
  public List<LedgerPage> pages() throws IOException {
    var pages = new ArrayList<LedgerPage>();
    for (int round : NumberedNames.in(run.list(FOLDER))) {
      pages.add(Json.read(run, name(round), LedgerPage.class));
    }
    return pages;
  }

  void write(LedgerPage page) throws IOException {
    Json.write(run, name(page.round()), page);
  }

  /** Removes the pages of rounds that no checkpoint holds: they will be run again. */
  void dropAfter(int round) throws IOException {
    for (int later : NumberedNames.in(run.list(FOLDER))) {
      if (later > round) {
        run.delete(name(later));
      }
    }
  }

  private static String name(int round) {
    return FOLDER + "/" + NumberedNames.of(round) + ".json";
  }
}
