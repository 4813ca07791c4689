package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A linear map along one side: value i of the result is Σ weights[i][k] · values[places[i][k]]. */
record ResampleTaps(int[][] places, float[][] weights) {
  private static final double CUBIC = -0.75;

  /** Interpolation from one length to another. */
  static ResampleTaps of(int from, int to, Resample.Curve curve, Resample.Corners corners) {
    var places = new int[to][];
    var weights = new float[to][];
    boolean bilinear = curve == Resample.Curve.BILINEAR;
    for (int i = 0; i < to; i++) {
      double at = position(i, from, to, corners);
      if (bilinear) {
        at = Math.max(0, at);
      }
      int left = (int) Math.floor(at);
      double t = at - left;
      double[] taps =
          bilinear
              ? new double[] {1 - t, t}
              : new double[] {outer(1 + t), inner(t), inner(1 - t), outer(2 - t)};
      places[i] = new int[taps.length];
      weights[i] = new float[taps.length];
      for (int k = 0; k < taps.length; k++) {
        int place = left + k - (bilinear ? 0 : 1);
        // Values beyond an end are the end's own.
        places[i][k] = Math.max(0, Math.min(from - 1, place));
        weights[i][k] = (float) taps[k];
      }
    }
    return new ResampleTaps(places, weights);
  }

  private static double position(int i, int from, int to, Resample.Corners corners) {
    if (corners == Resample.Corners.EDGES) {
      return (i + 0.5) * from / to - 0.5;
    }
    return to == 1 ? 0 : i * (from - 1.0) / (to - 1.0);
  }

  /** Keys' curve at a distance of 0 to 1. */
  private static double inner(double x) {
    return ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1;
  }

  /** Keys' curve at a distance of 1 to 2. */
  private static double outer(double x) {
    return ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
  }

  /**
   * Maps a line.
   *
   * @param from as many values as there are places, {@code channels} of each together
   * @param to the result in the same layout
   */
  void apply(float[] from, int channels, float[] to) {
    if (channels == 1) {
      apply(from, to);
      return;
    }
    Arrays.fill(to, 0, places.length * channels, 0);
    for (int i = 0; i < places.length; i++) {
      for (int k = 0; k < places[i].length; k++) {
        add(to, i * channels, from, places[i][k] * channels, weights[i][k], channels);
      }
    }
  }

  /** A loop over the only channel would take longer than what is in it. */
  private void apply(float[] from, float[] to) {
    for (int i = 0; i < places.length; i++) {
      int[] place = places[i];
      float[] weight = weights[i];
      float sum = 0;
      for (int k = 0; k < place.length; k++) {
        sum += from[place[k]] * weight[k];
      }
      to[i] = sum;
    }
  }

  static void add(float[] to, int at, float[] from, int first, float weight, int count) {
    for (int i = 0; i < count; i++) {
      to[at + i] += from[first + i] * weight;
    }
  }

  /** The map of gradients: from the result back to that many values. */
  ResampleTaps transposed(int from) {
    List<List<Integer>> users = new ArrayList<>();
    List<List<Float>> factors = new ArrayList<>();
    for (int i = 0; i < from; i++) {
      users.add(new ArrayList<>());
      factors.add(new ArrayList<>());
    }
    for (int i = 0; i < places.length; i++) {
      for (int k = 0; k < places[i].length; k++) {
        users.get(places[i][k]).add(i);
        factors.get(places[i][k]).add(weights[i][k]);
      }
    }
    var back = new int[from][];
    var factor = new float[from][];
    for (int i = 0; i < from; i++) {
      back[i] = users.get(i).stream().mapToInt(Integer::intValue).toArray();
      factor[i] = new float[back[i].length];
      for (int k = 0; k < factor[i].length; k++) {
        factor[i][k] = factors.get(i).get(k);
      }
    }
    return new ResampleTaps(back, factor);
  }
}
