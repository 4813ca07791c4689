package org.refspark.model.graph;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A product of two matrices of float32, bound once to its arrays, to be run many times: C = α·A·B +
 * β·C, A and B perhaps transposed. Rows of a matrix may lie apart in memory, its columns may not.
 *
 * <p>On the processor it is BLAS's own function: what libnd4j does around the same function takes
 * 20 µs and more, which is longer than many products of small networks.
 */
public final class MatrixProduct {
  private final Operand a;
  private final Operand b;
  private final Operand c;
  private final int inner;
  private final float alpha;
  private final float beta;

  private record Operand(FloatPointer values, int rows, int columns, int stride, boolean flipped) {
    static Operand of(INDArray matrix, boolean flipped) {
      if (matrix.rank() != 2 || (matrix.size(1) > 1 && matrix.stride(1) != 1)) {
        throw new IllegalArgumentException(
            "a factor of a product is a matrix whose rows are contiguous, not "
                + matrix.shapeInfoToString());
      }
      int rows = Math.toIntExact(matrix.size(0));
      int columns = Math.toIntExact(matrix.size(1));
      int stride = rows == 1 ? columns : Math.toIntExact(Math.max(columns, matrix.stride(0)));
      var values = new FloatPointer(matrix.data().addressPointer());
      return new Operand(values, rows, columns, stride, flipped);
    }

    int height() {
      return flipped ? columns : rows;
    }

    int width() {
      return flipped ? rows : columns;
    }

    int layout() {
      return flipped ? openblas.CblasTrans : openblas.CblasNoTrans;
    }
  }

  private MatrixProduct(Operand a, Operand b, Operand c, float alpha, float beta) {
    if (a.width() != b.height() || a.height() != c.rows() || b.width() != c.columns()) {
      throw new IllegalArgumentException(
          "a product of %d×%d and %d×%d is not %d×%d"
              .formatted(a.height(), a.width(), b.height(), b.width(), c.rows(), c.columns()));
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.inner = a.width();
    this.alpha = alpha;
    this.beta = beta;
  }

  /** Starts the product A·B. */
  public static Builder of(INDArray a, INDArray b) {
    return new Builder(a, b);
  }

  private long multiplyAdds() {
    return (long) c.rows() * c.columns() * inner;
  }

  private void compute() {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        a.layout(),
        b.layout(),
        c.rows(),
        c.columns(),
        inner,
        alpha,
        a.values(),
        a.stride(),
        b.values(),
        b.stride(),
        beta,
        c.values(),
        c.stride());
  }

  /** A product without its result yet. */
  public static final class Builder {
    private final INDArray a;
    private final INDArray b;
    private boolean flipA;
    private boolean flipB;
    private double alpha = 1;
    private double beta;

    private Builder(INDArray a, INDArray b) {
      this.a = a;
      this.b = b;
    }

    /** Transposes A. */
    public Builder firstTransposed() {
      return transposed(true, false);
    }

    /** Transposes B. */
    public Builder secondTransposed() {
      return transposed(false, true);
    }

    /** Transposes either. */
    public Builder transposed(boolean first, boolean second) {
      this.flipA = first;
      this.flipB = second;
      return this;
    }

    /** α of the product, and β of what the result was before. */
    public Builder factors(double ofProduct, double ofResult) {
      this.alpha = ofProduct;
      this.beta = ofResult;
      return this;
    }

    /** Binds the result. */
    public Runnable into(INDArray result) {
      if (!HostArray.ON_HOST) {
        return NativeCall.of("matmul", a, b)
            .integers(flipA ? 1 : 0, flipB ? 1 : 0)
            .reals(alpha, beta)
            .into(result);
      }
      var product =
          new MatrixProduct(
              Operand.of(a, flipA),
              Operand.of(b, flipB),
              Operand.of(result, false),
              (float) alpha,
              (float) beta);
      return HostArray.program(
          new INDArray[] {a, b, result},
          new INDArray[] {result},
          NativeThreads.forMultiplyAdds(product.multiplyAdds(), product::compute));
    }
  }
}
