package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/** Adds one value to each channel. Inputs: x {@code [..., C]}, bias {@code [C]}. */
public record AddBias() implements Kernel {
  @Override
  public String name() {
    return "add_bias";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public int overwritable() {
    return 1;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return NativeCall.of("biasadd", Shapes.asRows(in[0]), in[1]).into(Shapes.asRows(out[0]));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var rows = Shapes.asRows(gradOut[0]);
    var ones = Nd4j.ones(1, rows.size(0));
    Runnable sums =
        gradIn[1] == null
            ? () -> {}
            : MatrixProduct.of(ones, rows).into(Shapes.view(gradIn[1], 0, 1, gradIn[1].length()));
    return () -> {
      sums.run();
      if (gradIn[0] != null) {
        gradIn[0].assign(gradOut[0]);
      }
    };
  }
}
