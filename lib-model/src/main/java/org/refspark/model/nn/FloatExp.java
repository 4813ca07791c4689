package org.refspark.model.nn;

/**
 * e^x in float32, wrong by less than 2.5e-7 relative: a fifth of the time of {@link Math#exp}, on
 * which softmax over thousands of tokens would spend longer than on its matrix products.
 */
final class FloatExp {
  private static final float LEAST = -87;
  private static final float LARGEST = 88;
  private static final float LOG2_E = 1.442695041f;
  // ln 2 in two parts: products of the first with whole numbers up to 2^10 are exact.
  private static final float LN2_HIGH = 0.693359375f;
  private static final float LN2_LOW = -2.12194440e-4f;
  // Added to a float, it leaves the nearest whole number in the lowest bits.
  private static final float ROUND = 12582912f;

  private FloatExp() {}

  /** e^x; 0 below e^−87, e^88 above it. */
  static float of(float x) {
    if (!(x >= LEAST)) {
      return x < LEAST ? 0 : Float.NaN;
    }
    float power = Math.min(x, LARGEST);
    // e^x = 2^n · e^r with |r| ≤ ln(2) / 2
    float rounded = power * LOG2_E + ROUND;
    float n = rounded - ROUND;
    float r = power - n * LN2_HIGH - n * LN2_LOW;
    float series = 1f / 720 + r * (1f / 5040);
    series = 1f / 120 + r * series;
    series = 1f / 24 + r * series;
    series = 1f / 6 + r * series;
    series = 0.5f + r * series;
    series = 1 + r + r * r * series;
    int exponent = Float.floatToRawIntBits(rounded) << 23;
    return Float.intBitsToFloat(Float.floatToRawIntBits(series) + exponent);
  }
}
