package org.refspark.jobs.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.refspark.model.Work;

/** Adds up what each kind of operation takes. */
final class KernelTimes implements Work.Listener {
  private record Sum(long nanoseconds, long calls) {}

  /**
   * One kind of operation.
   *
   * @param name of the operation
   * @param milliseconds of one repetition
   * @param share of all operations' time, 0 to 1
   * @param calls in one repetition
   */
  record Kernel(String name, double milliseconds, double share, double calls) {}

  private final Map<String, Sum> sums = new HashMap<>();

  @Override
  public void ran(String kernel, long nanoseconds) {
    sums.merge(
        kernel,
        new Sum(nanoseconds, 1),
        (a, b) -> new Sum(a.nanoseconds + b.nanoseconds, a.calls + b.calls));
  }

  /** The kinds that took most, the longest first. */
  List<Kernel> longest(int count, int repetitions) {
    double all = sums.values().stream().mapToLong(Sum::nanoseconds).sum();
    return sums.entrySet().stream()
        .map(
            entry ->
                new Kernel(
                    entry.getKey(),
                    entry.getValue().nanoseconds() / 1e6 / repetitions,
                    entry.getValue().nanoseconds() / all,
                    (double) entry.getValue().calls() / repetitions))
        .sorted(Comparator.comparingDouble(Kernel::milliseconds).reversed())
        .limit(count)
        .toList();
  }
}
