package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;
import org.refspark.model.graph.TallProducts;

/**
 * y = x·W (+ b): every row of the last dimension times a matrix; on NHWC maps this is the 1×1
 * convolution. Inputs: x {@code [..., I]}, weight {@code [I, O]}, optionally bias {@code [O]}.
 * Output: {@code [..., O]}.
 */
public record Linear() implements Kernel {
  @Override
  public String name() {
    return "linear";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var shape = in[0].clone();
    if (shape[shape.length - 1] != in[1][0]) {
      throw new IllegalArgumentException(
          "linear layer from %d values gets rows of %s"
              .formatted(in[1][0], Arrays.toString(in[0])));
    }
    shape[shape.length - 1] = in[1][1];
    return new long[][] {shape};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return Shapes.length(in[0]) * in[1][1];
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var y = Shapes.asRows(out[0]);
    var product = MatrixProduct.of(Shapes.asRows(in[0]), in[1]).into(y);
    return in.length == 2
        ? product
        : NativeCall.sequence(product, NativeCall.of("biasadd", y, in[2]).into(y));
  }

  @Override
  public long[][] backwardScratch(long[][] in) {
    return new long[][] {TallProducts.scratch(1, Shapes.rows(in[0]), in[1][0], in[1][1])};
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var gradient = Shapes.asRows(gradOut[0]);
    var calls = new ArrayList<Runnable>();
    if (gradIn[0] != null) {
      calls.add(
          MatrixProduct.of(gradient, in[1]).secondTransposed().into(Shapes.asRows(gradIn[0])));
    }
    if (gradIn[1] != null) {
      calls.add(
          TallProducts.program(
              List.of(Shapes.asRows(in[0])), gradient, List.of(gradIn[1]), scratch[0]));
    }
    if (in.length == 3 && gradIn[2] != null) {
      // Column sums as a product with ones: libnd4j's own reduction over rows is twenty times
      // slower.
      var ones = Nd4j.ones(1, gradient.size(0));
      calls.add(
          MatrixProduct.of(ones, gradient).into(Shapes.view(gradIn[2], 0, 1, gradIn[2].length())));
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }
}
