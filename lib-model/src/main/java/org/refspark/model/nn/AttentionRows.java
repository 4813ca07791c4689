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

  /** What a loop does with the row of a query, at a position of its buffers. */
  private interface Row {
    void run(float[] first, float[] second, int at, int query, float[] seen);
  }

  /** Scores become probabilities in place; notes the logarithms. */
  Runnable softmax(INDArray scores, AttentionSizes.Group group) {
    return program(
        group,
        scores,
        null,
        (values, unused, at, query, seen) ->
            denominators.put(query, softmaxRow(values, at, query, seen)),
        new INDArray[] {scores},
        new INDArray[] {scores, logarithms});
  }

  /** Scores become probabilities, gradients of probabilities become gradients of scores. */
  Runnable gradient(INDArray scores, INDArray gradients, AttentionSizes.Group group) {
    return program(
        group,
        scores,
        gradients,
        this::gradientRow,
        new INDArray[] {scores, gradients, logarithms},
        new INDArray[] {scores, gradients});
  }

  private Runnable program(
      AttentionSizes.Group group,
      INDArray scores,
      INDArray gradients,
      Row body,
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
                int count = Math.min(rows, group.rows() - from) * keys;
                var a = HostScratch.floats(0, count);
                var b = HostScratch.floats(1, count);
                first.get(from * keys, a, 0, count);
                if (second != null) {
                  second.get(from * keys, b, 0, count);
                }
                for (int at = 0; at < count; at += keys) {
                  int query = group.first() + from + at / keys;
                  body.run(a, b, at, query, seen);
                }
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

  private float softmaxRow(float[] values, int at, int query, float[] seen) {
    int reach = reach(query);
    float largest = largest(values, at, reach, seen, mask(query));
    if (largest == Float.NEGATIVE_INFINITY) {
      Arrays.fill(values, at, at + sizes.keys(), 0);
      return Float.POSITIVE_INFINITY;
    }
    exponentials(values, at, query, largest, seen);
    double total = RowSums.sum(values, at, reach);
    float inverse = (float) (1 / total);
    for (int i = at; i < at + reach; i++) {
      values[i] *= inverse;
    }
    return (float) (largest + Math.log(total));
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

  /** Values v become e^(v − shift), 0 for keys that are not seen. */
  private void exponentials(float[] values, int at, int query, float shift, float[] seen) {
    int reach = reach(query);
    for (int i = at; i < at + reach; i++) {
      values[i] -= shift;
    }
    FloatExp.replace(values, at, reach);
    Arrays.fill(values, at + reach, at + sizes.keys(), 0);
    if (seen != null) {
      int from = mask(query);
      for (int i = 0; i < reach; i++) {
        values[at + i] = seen[from + i] == 0 ? 0 : values[at + i];
      }
    }
  }

  private void gradientRow(float[] values, float[] slopes, int at, int query, float[] seen) {
    exponentials(values, at, query, denominators.get(query), seen);
    float mean = (float) RowSums.dot(values, slopes, at, reach(query));
    for (int i = at; i < at + sizes.keys(); i++) {
      slopes[i] = values[i] * (slopes[i] - mean);
    }
  }
}
