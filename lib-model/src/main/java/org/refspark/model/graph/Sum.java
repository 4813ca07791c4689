package org.refspark.model.graph;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sum of arrays of one shape; the gradient of each is the gradient of the sum itself, uncopied.
 */
public record Sum() implements Kernel {
  @Override
  public String name() {
    return "sum";
  }

  @Override
  public long[][] shapes(long[][] inputs) {
    for (var shape : inputs) {
      if (!Arrays.equals(shape, inputs[0])) {
        throw new IllegalArgumentException(
            "sum takes arrays of one shape, not " + Arrays.deepToString(inputs));
      }
    }
    return new long[][] {inputs[0].clone()};
  }

  @Override
  public int overwritable() {
    return 2;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    if (in.length == 1) {
      return () -> out[0].assign(in[0]);
    }
    var calls = new Runnable[in.length - 1];
    calls[0] = NativeCall.of("add", in[0], in[1]).into(out[0]);
    for (int i = 2; i < in.length; i++) {
      calls[i - 1] = NativeCall.of("add", out[0], in[i]).into(out[0]);
    }
    return NativeCall.sequence(calls);
  }
}
