package org.refspark.data.image;

/** Weights of the neighbours of a place between two pixels. */
enum Kernel {
  /** Two neighbours. */
  LINEAR(2) {
    @Override
    double weight(double distance) {
      return Math.max(0, 1 - distance);
    }
  },
  /** Four neighbours; Keys' kernel with OpenCV's a. */
  CUBIC(4) {
    @Override
    double weight(double distance) {
      double d = distance;
      if (d <= 1) {
        return ((A + 2) * d - (A + 3)) * d * d + 1;
      }
      return d < 2 ? ((A * d - 5 * A) * d + 8 * A) * d - 4 * A : 0;
    }
  };

  private static final double A = -0.75;

  final int taps;

  Kernel(int taps) {
    this.taps = taps;
  }

  /** Weight of a pixel at this distance, 0 or more. */
  abstract double weight(double distance);
}
