package org.refspark.jobs.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what this thread allocates on the Java heap. */
final class HeapAllocation {
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private long before;

  /** Counts from now on. */
  void begin() {
    before = threads.getCurrentThreadAllocatedBytes();
  }

  /** Bytes since then. */
  long bytes() {
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
