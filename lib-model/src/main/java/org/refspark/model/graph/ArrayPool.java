package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of a plan: a buffer whose last reader has run serves the next array that fits. */
final class ArrayPool {
  /** A free buffer may be this much larger than what it is taken for. */
  private static final double SLACK = 1.5;

  private final TreeMap<Long, List<INDArray>> free = new TreeMap<>();
  private long allocated;

  /** A buffer of at least that length, its content arbitrary. */
  INDArray take(long length) {
    for (Map.Entry<Long, List<INDArray>> entry : free.tailMap(length).entrySet()) {
      if (entry.getKey() > length * SLACK) {
        break;
      }
      if (!entry.getValue().isEmpty()) {
        return entry.getValue().remove(entry.getValue().size() - 1);
      }
    }
    allocated += length;
    return Nd4j.create(DataType.FLOAT, length);
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
