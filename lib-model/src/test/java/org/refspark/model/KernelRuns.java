package org.refspark.model;

import java.util.Map;
import java.util.TreeMap;

/** How often each operation of some work runs. */
public final class KernelRuns {
  private KernelRuns() {}

  /** Runs the body and counts operations by name. */
  public static Map<String, Integer> count(Work work, Runnable body) {
    var runs = new TreeMap<String, Integer>();
    work.listen((kernel, nanoseconds) -> runs.merge(kernel, 1, Integer::sum));
    body.run();
    work.listen(null);
    return runs;
  }
}
