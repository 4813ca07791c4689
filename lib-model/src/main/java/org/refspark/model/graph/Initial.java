package org.refspark.model.graph;

import java.util.Random;

/**
 * How a weight starts. Deterministic in the seed and the weight's name, whatever else the network
 * holds.
 */
public sealed interface Initial {
  /** One value everywhere. */
  record Value(double value) implements Initial {}

  /** Normal with mean 0 and this standard deviation. */
  record Normal(double deviation) implements Initial {}

  /** Uniform in ±bound. */
  record Uniform(double bound) implements Initial {}

  /** Kaiming's normal for ReLU networks: deviation √(2 / fan). */
  static Initial kaiming(long fan) {
    return new Normal(Math.sqrt(2.0 / fan));
  }

  /** Glorot's uniform. */
  static Initial glorot(long fanIn, long fanOut) {
    return new Uniform(Math.sqrt(6.0 / (fanIn + fanOut)));
  }

  /** Writes the start values. */
  default void fill(float[] values, String name, long seed) {
    var random = new Random(seed * 1_000_003L + name.hashCode());
    for (int i = 0; i < values.length; i++) {
      if (this instanceof Value constant) {
        values[i] = (float) constant.value();
      } else if (this instanceof Normal normal) {
        values[i] = (float) (random.nextGaussian() * normal.deviation());
      } else if (this instanceof Uniform uniform) {
        values[i] = (float) ((random.nextDouble() * 2 - 1) * uniform.bound());
      }
    }
  }
}
