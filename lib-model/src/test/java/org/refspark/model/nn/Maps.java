package org.refspark.model.nn;

/** Known answers keep channels before places; the networks keep them last. */
public final class Maps {
  private Maps() {}

  /** {@code [N, C, P]} to {@code [N, P, C]}. */
  public static float[] channelsLast(float[] values, int n, int c) {
    return swapped(values, n, c, values.length / n / c);
  }

  /** {@code [N, P, C]} to {@code [N, C, P]}. */
  public static float[] channelsFirst(float[] values, int n, int c) {
    return swapped(values, n, values.length / n / c, c);
  }

  /** {@code [R, C]} to {@code [C, R]}. */
  public static float[] transposed(float[] values, int rows) {
    return swapped(values, 1, rows, values.length / rows);
  }

  /** {@code [O, I, K, K]} to {@code [K, K, I, O]}. */
  public static float[] kernelLast(float[] values, int out, int in) {
    return transposed(swapped(values, out, in, values.length / out / in), out);
  }

  /** {@code [K, K, I, O]} to {@code [O, I, K, K]}. */
  public static float[] kernelFirst(float[] values, int out, int in) {
    int taps = values.length / out / in;
    return swapped(transposed(values, taps * in), out, taps, in);
  }

  /** {@code [N, A, B]} to {@code [N, B, A]}. */
  private static float[] swapped(float[] values, int n, int a, int b) {
    var result = new float[values.length];
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < a; i++) {
        for (int j = 0; j < b; j++) {
          result[(s * b + j) * a + i] = values[(s * a + i) * b + j];
        }
      }
    }
    return result;
  }
}
