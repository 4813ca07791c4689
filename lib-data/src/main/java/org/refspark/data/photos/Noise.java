package org.refspark.data.photos;

/** Smooth chance over the plane: the same place of the same seed always has the same value. */
final class Noise {
  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** Values at whole places, blended between them; −1 to 1. */
  double smooth(double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double across = ease(x - column);
    double down = ease(y - row);
    double above = grain(column, row) * (1 - across) + grain(column + 1, row) * across;
    double below = grain(column, row + 1) * (1 - across) + grain(column + 1, row + 1) * across;
    return above * (1 - down) + below * down;
  }

  /** Smooth noise in four sizes, each half of the one before; about −1 to 1. */
  double cloudy(double x, double y) {
    double sum = 0;
    double weight = 0.55;
    double zoom = 1;
    for (int octave = 0; octave < 4; octave++) {
      sum += weight * smooth(x * zoom + 17 * octave, y * zoom - 31 * octave);
      weight /= 2;
      zoom *= 2;
    }
    return sum;
  }

  /** A value of its own for every whole place; −1 to 1. */
  double grain(int column, int row) {
    long mixed = seed + column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (mixed >> 11) * 0x1.0p-52;
  }

  private static double ease(double share) {
    return share * share * (3 - 2 * share);
  }
}
