package org.refspark.model.weights;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.refspark.model.OracleCase.Tensor;

/** Weights of another program without a file. */
record ArraysInMemory(Map<String, Tensor> tensors, boolean ours) implements WeightsFile {
  static ArraysInMemory of(Map<String, Tensor> tensors) {
    return new ArraysInMemory(new LinkedHashMap<>(tensors), false);
  }

  /** An array of these sizes whose values count from 1. */
  static Tensor counting(int... shape) {
    int length = 1;
    for (int size : shape) {
      length *= size;
    }
    var values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = i + 1;
    }
    return new Tensor(shape, values);
  }

  @Override
  public String format() {
    return "memory";
  }

  @Override
  public List<Entry> arrays() {
    return tensors.entrySet().stream()
        .map(t -> new Entry(t.getKey(), longs(t.getValue().shape())))
        .toList();
  }

  private static long[] longs(int[] shape) {
    return java.util.Arrays.stream(shape).asLongStream().toArray();
  }

  @Override
  public void read(Predicate<String> wanted, Sink sink) throws IOException {
    for (var tensor : tensors.entrySet()) {
      if (wanted.test(tensor.getKey())) {
        sink.accept(tensor.getKey(), tensor.getValue().values());
      }
    }
  }

  @Override
  public void close() {
    // There is no file.
  }
}
