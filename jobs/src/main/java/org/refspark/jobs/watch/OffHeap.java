package org.refspark.jobs.watch;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;

/**
 * What an executor's networks take outside its heap.
 *
 * @param executor as Spark names it; {@code driver} with a local master
 * @param arrays bytes of the networks' arrays
 * @param process bytes of the whole process that lie in memory, its heap too
 */
record OffHeap(String executor, long arrays, long process) implements Serializable {
  /** Of this process. Only where networks are in use: it loads their native library. */
  static OffHeap now() {
    return new OffHeap(SparkEnv.get().executorId(), Pointer.totalBytes(), Pointer.physicalBytes());
  }

  /** What the names of an executor's figures begin with. */
  static String prefix(String executor) {
    return "executor.%s.".formatted(executor);
  }

  void show(Gauges gauges) {
    gauges.set(prefix(executor) + "offheap_bytes", arrays);
    gauges.set(prefix(executor) + "process_bytes", process);
  }
}
