package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/** Softmax of an attention's scores and its gradient, row by row. */
final class AttentionRows {
  private static final int CHUNK = 8192;

  private final AttentionSizes sizes;
  private final boolean causal;
  private final INDArray mask;
  private final INDArray logarithms;
  private final FloatBuffer denominators;

  /**
   * @param mask {@code [B, Lk]}, or null where all keys are seen
   * @param logarithms of the denominators {@code [B, heads, Lq]}
   */
  AttentionRows(AttentionSizes sizes, boolean causal, INDArray mask, INDArray logarithms) {
    this.sizes = sizes;
    this.causal = causal;
    this.mask = mask;
    this.logarithms = logarithms;
    this.denominators = HostArray.buffer(logarithms);
  }

  /** What a loop does with the rows of some queries that follow each other. */
  private interface Rows {
    void run(float[] first, float[] second, int query, int rows, float[] seen);
  }

  /** Scores become probabilities in place; notes the logarithms. */
  Runnable softmax(INDArray scores, AttentionSizes.Group group) {
    return program(
        group,
        scores,
        null,
        (values, unused, query, rows, seen) -> softmax(values, query, rows, seen),
        new INDArray[] {scores},
        new INDArray[] {scores, logarithms});
  }

  /** Scores become probabilities, gradients of probabilities become gradients of scores. */
  Runnable gradient(INDArray scores, INDArray gradients, AttentionSizes.Group group) {
    return program(
        group,
        scores,
        gradients,
        this::gradient,
        new INDArray[] {scores, gradients, logarithms},
        new INDArray[] {scores, gradients});
  }

  private Runnable program(
      AttentionSizes.Group group,
      INDArray scores,
      INDArray gradients,
      Rows body,
      INDArray[] reads,
      INDArray[] writes) {
    int keys = sizes.keys();
    int rows = Math.max(1, CHUNK / keys);
    var first = HostArray.buffer(scores);
    var second = gradients == null ? null : HostArray.buffer(gradients);
    return HostArray.program(
        reads,
        writes,
        () -> {
          var seen = mask == null ? null : HostArray.copy(mask);
          HostLoop.over(
              (group.rows() + rows - 1) / rows,
              chunk -> {
                int from = chunk * rows;
                int some = Math.min(rows, group.rows() - from);
                int count = some * keys;
                var a = HostScratch.floats(0, count);
                var b = HostScratch.floats(1, count);
                first.get(from * keys, a, 0, count);
                if (second != null) {
                  second.get(from * keys, b, 0, count);
                }
                body.run(a, b, group.first() + from, some, seen);
                first.put(from * keys, a, 0, count);
                if (second != null) {
                  second.put(from * keys, b, 0, count);
                }
              });
        });
  }

  /** How many of the first keys a query may see. */
  private int reach(int query) {
    return causal ? Math.min(sizes.keys(), query % sizes.queries() + 1) : sizes.keys();
  }

  /** Where a query's sample begins among the keys that are seen. */
  private int mask(int query) {
    return query / (sizes.heads() * sizes.queries()) * sizes.keys();
  }

  private void softmax(float[] values, int query, int rows, float[] seen) {
    var largest = HostScratch.floats(2, rows);
    int keys = sizes.keys();
    for (int row = 0; row < rows; row++) {
      largest[row] = largest(values, row * keys, reach(query + row), seen, mask(query + row));
    }
    exponentials(values, query, rows, largest, seen);
    for (int row = 0; row < rows; row++) {
      boolean blind = largest[row] == Float.NEGATIVE_INFINITY;
      double total = RowSums.sum(values, row * keys, keys);
      float inverse = blind ? 0 : (float) (1 / total);
      for (int i = row * keys; i < (row + 1) * keys; i++) {
        values[i] *= inverse;
      }
      denominators.put(
          query + row, blind ? Float.POSITIVE_INFINITY : (float) (largest[row] + Math.log(total)));
    }
  }

  private static float largest(float[] values, int at, int count, float[] seen, int from) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (values[at + i] > largest && (seen == null || seen[from + i] != 0)) {
        largest = values[at + i];
      }
    }
    return largest;
  }

  /** Values v become e^(v − shift of the row), 0 for keys that are not seen. */
  private void exponentials(float[] values, int query, int rows, float[] shifts, float[] seen) {
    int keys = sizes.keys();
    for (int row = 0; row < rows; row++) {
      float shift = shifts[row];
      for (int i = row * keys; i < (row + 1) * keys; i++) {
        values[i] -= shift;
      }
    }
    FloatExp.replace(values, 0, rows * keys);
    for (int row = 0; row < rows; row++) {
      hide(values, row * keys, query + row, seen);
    }
  }

  private void hide(float[] values, int at, int query, float[] seen) {
    int reach = reach(query);
    Arrays.fill(values, at + reach, at + sizes.keys(), 0);
    if (seen != null) {
      int from = mask(query);
      for (int i = 0; i < reach; i++) {
        values[at + i] = seen[from + i] == 0 ? 0 : values[at + i];
      }
    }
  }

  private void gradient(float[] values, float[] slopes, int query, int rows, float[] seen) {
    var shifts = HostScratch.floats(2, rows);
    denominators.get(query, shifts, 0, rows);
    exponentials(values, query, rows, shifts, seen);
    int keys = sizes.keys();
    for (int row = 0; row < rows; row++) {
      float mean = (float) RowSums.dot(values, slopes, row * keys, keys);
      for (int i = row * keys; i < (row + 1) * keys; i++) {
        slopes[i] = values[i] * (slopes[i] - mean);
      }
    }
  }
}
