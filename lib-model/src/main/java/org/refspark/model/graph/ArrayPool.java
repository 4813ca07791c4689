package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays of plans: a buffer whose last reader has run serves the next array that fits. */
public final class ArrayPool {
  /** A free buffer may be this many times as large as what it is taken for. */
  private final double slack;

  private final TreeMap<Long, List<INDArray>> free = new TreeMap<>();
  private long allocated;

  private ArrayPool(double slack) {
    this.slack = slack;
  }

  /** A pool of one plan, which knows all its arrays: none is much larger than what it serves. */
  static ArrayPool ofLikeSizes() {
    return new ArrayPool(1.5);
  }

  /** A pool for plans of different sizes that never run at once. */
  public static ArrayPool ofAnySize() {
    return new ArrayPool(Double.POSITIVE_INFINITY);
  }

  /** A buffer of at least that length, its content arbitrary. */
  INDArray take(long length) {
    for (Map.Entry<Long, List<INDArray>> entry : free.tailMap(length).entrySet()) {
      if (entry.getKey() > length * slack) {
        break;
      }
      if (!entry.getValue().isEmpty()) {
        return entry.getValue().remove(entry.getValue().size() - 1);
      }
    }
    allocated += length;
    return HostArray.zeros(length);
  }

  /** Gives a buffer back. */
  void release(INDArray buffer) {
    free.computeIfAbsent(buffer.length(), n -> new ArrayList<>()).add(buffer);
  }

  /** Values allocated so far. */
  long allocated() {
    return allocated;
  }
}
