package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.StepSeed;

/**
 * Inverted dropout: each value is zeroed with probability {@code rate}, the others are divided by 1
 * − rate. The second output is the mask that did it.
 *
 * @param rate probability of zero, in [0, 1)
 * @param seed of the step
 * @param stream number of this layer's stream of random numbers
 */
public record Dropout(double rate, StepSeed seed, long stream) implements Kernel {
  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone(), in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.OUTPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    int length = Math.toIntExact(in[0].length());
    var mask = new float[length];
    float kept = (float) (1 / (1 - rate));
    var apply = multiply(in[0], out[1], out[0]);
    return () -> {
      var random = seed.stream(stream);
      for (int i = 0; i < length; i++) {
        mask[i] = random.nextDouble() < rate ? 0 : kept;
      }
      HostArray.write(out[1], mask);
      apply.run();
    };
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return multiply(gradOut[0], out[1], gradIn[0]);
  }

  private static Runnable multiply(INDArray a, INDArray b, INDArray out) {
    return Elementwise.program(
        a,
        b,
        out,
        (x, y, count) -> {
          for (int i = 0; i < count; i++) {
            x[i] *= y[i];
          }
        });
  }
}
