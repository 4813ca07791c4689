package org.refspark.jobs.report.page;

import java.util.Arrays;

/**
 * A value along an axis.
 *
 * @param x rising
 * @param y the value there; not finite where there is none
 */
public record Curve(double[] x, double[] y) {
  private static final int LONGEST = 800;

  public Curve {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(
          "%d places and %d values, expected as many, and one at least"
              .formatted(x.length, y.length));
    }
  }

  /** Smoothed by an exponential mean over about a twentieth of the curve, started without bias. */
  public Curve smoothed() {
    double keep = 1 - 1 / Math.max(2.0, y.length / 20.0);
    double[] smooth = new double[y.length];
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < y.length; i++) {
      if (Double.isFinite(y[i])) {
        sum = keep * sum + (1 - keep) * y[i];
        weight = keep * weight + (1 - keep);
      }
      smooth[i] = Double.isFinite(y[i]) ? sum / weight : Double.NaN;
    }
    return new Curve(x, smooth);
  }

  /** At most some hundred points, each the mean of its neighbours: a page need not carry more. */
  public Curve thinned() {
    int stride = (y.length + LONGEST - 1) / LONGEST;
    if (stride <= 1) {
      return this;
    }
    int points = (y.length + stride - 1) / stride;
    double[] thinX = new double[points];
    double[] thinY = new double[points];
    for (int i = 0; i < points; i++) {
      int from = i * stride;
      int to = Math.min(y.length, from + stride);
      thinX[i] = Arrays.stream(x, from, to).average().orElse(0);
      thinY[i] = Arrays.stream(y, from, to).average().orElse(0);
    }
    return new Curve(thinX, thinY);
  }
}
