package org.refspark.jobs.report;

import java.util.Arrays;

/**
 * A value along training.
 *
 * @param name of the value
 * @param x optimiser steps, rising
 * @param y the value there
 */
record Curve(String name, double[] x, double[] y) {
  private static final int LONGEST = 800;

  /** Smoothed by an exponential mean over about a twentieth of the curve, started without bias. */
  Curve smoothed() {
    double keep = 1 - 1 / Math.max(2.0, y.length / 20.0);
    double[] smooth = new double[y.length];
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < y.length; i++) {
      sum = keep * sum + (1 - keep) * y[i];
      weight = keep * weight + (1 - keep);
      smooth[i] = sum / weight;
    }
    return new Curve(name, x, smooth);
  }

  /** At most some hundred points, each the mean of its neighbours: a page need not carry more. */
  Curve thinned() {
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
    return new Curve(name, thinX, thinY);
  }

  /** The value that nearly all others stay under, so that one early peak does not flatten all. */
  double top() {
    double[] sorted = Arrays.stream(y).filter(Double::isFinite).sorted().toArray();
    return sorted.length == 0 ? 1 : sorted[(int) (0.98 * (sorted.length - 1))];
  }
}
