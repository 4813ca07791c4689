package org.refspark.model.nn;

/**
 * x where x is positive, slope·x elsewhere, without a branch: signs of activations cannot be
 * predicted, and a wrong guess takes twenty times as long as this arithmetic (4 ns a value).
 */
final class Rectifier {
  private Rectifier() {}

  /** Replaces values by their rectified ones; for slope 0 exactly. */
  static void apply(float[] x, int count, float slope) {
    float plain = (1 + slope) / 2;
    float absolute = (1 - slope) / 2;
    for (int i = 0; i < count; i++) {
      x[i] = plain * x[i] + absolute * Math.abs(x[i]);
    }
  }

  /**
   * Multiplies gradients by 1 where the rectified value is positive, by the slope elsewhere.
   *
   * @param y what {@link #apply} took or gave: their signs are the same; between 0 and 1e-30 the
   *     factor lies between the two
   */
  static void gradient(float[] y, float[] gradient, int count, float slope) {
    float rest = 1 - slope;
    for (int i = 0; i < count; i++) {
      float twice = y[i] + Math.abs(y[i]);
      gradient[i] *= slope + rest * (twice / (twice + Float.MIN_NORMAL));
    }
  }
}
