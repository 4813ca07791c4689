package org.refspark.model.graph;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Σ x·R with fixed R: a scalar that depends on every value of x in its own way. */
public final class WeightedTotal implements Kernel {
  private final float[] factors;

  /** A total with these factors R. */
  public WeightedTotal(float... factors) {
    this.factors = factors.clone();
  }

  /** A total with random factors in ±1. */
  static WeightedTotal random(long length, long seed) {
    var factors = new float[Math.toIntExact(length)];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < factors.length; i++) {
      factors[i] = (float) random.nextDouble(-1, 1);
    }
    return new WeightedTotal(factors);
  }

  double of(float[] values) {
    double total = 0;
    for (int i = 0; i < factors.length; i++) {
      total += (double) values[i] * factors[i];
    }
    return total;
  }

  /** The difference of two totals, exact where most values are equal. */
  double difference(float[] high, float[] low) {
    double total = 0;
    for (int i = 0; i < factors.length; i++) {
      total += ((double) high[i] - low[i]) * factors[i];
    }
    return total;
  }

  @Override
  public String name() {
    return "weighted_total";
  }

  @Override
  public long[][] shapes(long[][] inputs) {
    return new long[][] {{1}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return () -> HostArray.write(out[0], new float[] {(float) of(HostArray.copy(in[0]))});
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return () -> {
      float upstream = HostArray.copy(gradOut[0])[0];
      var gradient = factors.clone();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] *= upstream;
      }
      HostArray.write(gradIn[0], gradient);
    };
  }
}
