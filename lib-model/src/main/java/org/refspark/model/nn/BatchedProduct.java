package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Kernel;
import org.refspark.model.graph.MatrixProduct;
import org.refspark.model.graph.NativeCall;
import org.refspark.model.graph.Shapes;

/**
 * scale · A·B, the matrix product of each pair of a batch. Inputs: a {@code [B, M, K]} (transposed:
 * {@code [B, K, M]}), b {@code [B, K, N]} (transposed: {@code [B, N, K]}). Output: {@code [B, M,
 * N]}.
 *
 * @param transposeA whether a's matrices are taken transposed
 * @param transposeB whether b's matrices are taken transposed
 * @param scale factor of every product
 */
public record BatchedProduct(boolean transposeA, boolean transposeB, double scale)
    implements Kernel {
  /** Plain products. */
  public BatchedProduct(boolean transposeA, boolean transposeB) {
    this(transposeA, transposeB, 1);
  }

  @Override
  public String name() {
    return "batched_product";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var a = in[0];
    var b = in[1];
    boolean fits =
        a.length == 3
            && b.length == 3
            && a[0] == b[0]
            && a[transposeA ? 1 : 2] == b[transposeB ? 2 : 1];
    if (!fits) {
      throw new IllegalArgumentException(
          "matrices %s%s and %s%s cannot be multiplied"
              .formatted(
                  Arrays.toString(a),
                  transposeA ? " transposed" : "",
                  Arrays.toString(b),
                  transposeB ? " transposed" : ""));
    }
    return new long[][] {{a[0], a[transposeA ? 2 : 1], b[transposeB ? 1 : 2]}};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public long multiplyAdds(long[][] in) {
    return Shapes.length(shapes(in)[0]) * in[0][transposeA ? 1 : 2];
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var calls = new ArrayList<Runnable>();
    products(calls, in[0], transposeA, in[1], transposeB, out[0]);
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var g = gradOut[0];
    var calls = new ArrayList<Runnable>();
    if (gradIn[0] != null && transposeA) {
      products(calls, in[1], transposeB, g, true, gradIn[0]);
    } else if (gradIn[0] != null) {
      products(calls, g, false, in[1], !transposeB, gradIn[0]);
    }
    if (gradIn[1] != null && transposeB) {
      products(calls, g, true, in[0], transposeA, gradIn[1]);
    } else if (gradIn[1] != null) {
      products(calls, in[0], !transposeA, g, false, gradIn[1]);
    }
    return NativeCall.sequence(calls.toArray(Runnable[]::new));
  }

  private void products(
      List<Runnable> calls, INDArray a, boolean flipA, INDArray b, boolean flipB, INDArray out) {
    for (int n = 0; n < out.size(0); n++) {
      calls.add(
          MatrixProduct.of(matrix(a, n), matrix(b, n))
              .transposed(flipA, flipB)
              .factors(scale, 0)
              .into(matrix(out, n)));
    }
  }

  private static INDArray matrix(INDArray batch, int n) {
    return Shapes.view(batch, n * batch.size(1) * batch.size(2), batch.size(1), batch.size(2));
  }
}
