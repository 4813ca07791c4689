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

  /** What a loop does with one row that lies at a position of its buffers. */
  private interface Row {
    void run(float[] first, float[] second, int at, int seen, int query);
  }

  /** Scores become probabilities in place; notes the logarithms. */
  Runnable softmax(INDArray scores, AttentionSizes.Group group) {
    Row row =
        (values, unused, at, seen, query) ->
            denominators.put(query, softmaxRow(values, at, seen, sizes.keys()));
    return program(
        group, scores, null, row, new INDArray[] {scores}, new INDArray[] {scores, logarithms});
  }

  /** Scores become probabilities, gradients of probabilities become gradients of scores. */
  Runnable gradient(INDArray scores, INDArray gradients, AttentionSizes.Group group) {
    Row row =
        (values, slopes, at, seen, query) ->
            gradientRow(values, slopes, at, seen, sizes.keys(), denominators.get(query));
    return program(
        group,
        scores,
        gradients,
        row,
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
          var hidden = mask == null ? null : HostArray.copy(mask);
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
                  hide(a, at, query, hidden);
                  body.run(a, b, at, seen(query), query);
                }
                first.put(from * keys, a, 0, count);
                if (second != null) {
                  second.put(from * keys, b, 0, count);
                }
              });
        });
  }

  /** How many of the first keys a query may see. */
  private int seen(int query) {
    return causal ? Math.min(sizes.keys(), query % sizes.queries() + 1) : sizes.keys();
  }

  private void hide(float[] scores, int at, int query, float[] hidden) {
    if (hidden != null) {
      int from = query / (sizes.heads() * sizes.queries()) * sizes.keys();
      for (int key = 0; key < sizes.keys(); key++) {
        if (hidden[from + key] == 0) {
          scores[at + key] = Float.NEGATIVE_INFINITY;
        }
      }
    }
  }

  private static float softmaxRow(float[] values, int at, int seen, int keys) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + seen; i++) {
      largest = values[i] > largest ? values[i] : largest;
    }
    Arrays.fill(values, at + seen, at + keys, 0);
    if (largest == Float.NEGATIVE_INFINITY) {
      Arrays.fill(values, at, at + seen, 0);
      return Float.POSITIVE_INFINITY;
    }
    double total = 0;
    for (int i = at; i < at + seen; i++) {
      values[i] = FloatExp.of(values[i] - largest);
      total += values[i];
    }
    float inverse = (float) (1 / total);
    for (int i = at; i < at + seen; i++) {
      values[i] *= inverse;
    }
    return (float) (largest + Math.log(total));
  }

  private static void gradientRow(
      float[] values, float[] slopes, int at, int seen, int keys, float logarithm) {
    Arrays.fill(values, at + seen, at + keys, 0);
    double total = 0;
    for (int i = at; i < at + seen; i++) {
      values[i] = FloatExp.of(values[i] - logarithm);
      total += values[i] * slopes[i];
    }
    float mean = (float) total;
    for (int i = at; i < at + keys; i++) {
      slopes[i] = values[i] * (slopes[i] - mean);
    }
  }
}
