package org.refspark.model.graph;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A product of two matrices of float32, bound once to its arrays, to be run many times: C = α·A·B +
 * β·C, A and B perhaps transposed. Rows of a matrix may lie apart in memory, its columns may not.
 *
 * <p>On the processor it is BLAS's own function, but for large products: what libnd4j does around
 * its function takes 20 µs and more, which is longer than many products of small networks.
 */
public final class MatrixProduct {
  /** So few rows take less time than the copy of B that BLAS begins with. */
  private static final int FEW_ROWS = 32;

  /** Values of B for which that copy counts. */
  private static final long LARGE = 1 << 17;

  private static final int BLOCK_COLUMNS = 512;

  /**
   * Of so many rows, sums of so few products: the copies of both factors take a third of the time.
   */
  private static final int MANY_ROWS = 1024;

  private static final int SHORT_SUM = 256;

  /** Of a block of many rows. */
  private static final int NARROW = 64;

  /** A tenth of a millisecond on one core. */
  private static final long WORTH_WAKING = 4_000_000;

  private static final int MOST_PARTS = 8;

  /** Each part copies the factor that it does not divide: of fewer rows, that would show. */
  private static final int LEAST_ROWS = 256;

  private static final int LEAST_COLUMNS = 128;

  /** Values of a line of the cache. */
  private static final int LINE = 16;

  /** Multiply-adds from which on oneDNN, faster than BLAS by a fifth, repays libnd4j's 20 µs. */
  private static final long LARGE_PRODUCT = 50_000_000;

  /** Of fewer rows oneDNN divides sums among its threads: bits would depend on their number. */
  private static final int LEAST_ROWS_OF_LARGE = 512;

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

    boolean isContiguous() {
      return stride == columns;
    }

    /** From a place of the factor as it is multiplied. */
    Blas.Matrix from(int row, int column) {
      long position = flipped ? (long) column * stride + row : (long) row * stride + column;
      return new Blas.Matrix(values.getPointer(position), stride, flipped);
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

  private Runnable program() {
    if (isPlain() && c.rows() <= FEW_ROWS && (long) inner * c.columns() >= LARGE) {
      int blocks = (c.columns() + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
      return () -> HostLoop.over(blocks, block -> computeBlocks(block * BLOCK_COLUMNS));
    }
    if (isTall()) {
      int high = BlockProduct.MULTIPLY_ADDS / (NARROW * inner);
      int blocks = (c.rows() + high - 1) / high;
      return () -> HostLoop.over(blocks, block -> computeRows(block * high, high));
    }
    return multiplyAdds() < WORTH_WAKING ? whole() : parts();
  }

  private boolean isPlain() {
    return !a.flipped() && !b.flipped();
  }

  private boolean isTall() {
    return isPlain() && c.rows() >= MANY_ROWS && inner <= SHORT_SUM && 2 * c.columns() >= NARROW;
  }

  private boolean isLarge() {
    return isPlain()
        && !isTall()
        && c.rows() >= LEAST_ROWS_OF_LARGE
        && beta == 0
        && a.isContiguous()
        && b.isContiguous()
        && c.isContiguous()
        && multiplyAdds() >= LARGE_PRODUCT;
  }

  private long multiplyAdds() {
    return (long) c.rows() * c.columns() * inner;
  }

  private Runnable whole() {
    var left = a.from(0, 0);
    var right = b.from(0, 0);
    var result = c.from(0, 0);
    return () -> Blas.multiply(c.rows(), c.columns(), inner, alpha, left, right, beta, result);
  }

  /** The program on all threads. Parts do not depend on their number, so results do not either. */
  private Runnable parts() {
    boolean across = c.columns() >= c.rows();
    int length = across ? c.columns() : c.rows();
    int most = Math.min(MOST_PARTS, length / (across ? LEAST_COLUMNS : LEAST_ROWS));
    int parts = Math.max(1, most);
    int step = ((length + parts - 1) / parts + LINE - 1) / LINE * LINE;
    return () ->
        HostLoop.overLong(
            (length + step - 1) / step,
            part -> {
              int first = part * step;
              int count = Math.min(step, length - first);
              compute(
                  across
                      ? new Part(0, c.rows(), first, count, 0, inner)
                      : new Part(first, count, 0, c.columns(), 0, inner),
                  beta);
            });
  }

  /** Some rows of the result, in blocks that BLAS takes as they are. */
  private void computeRows(int row, int most) {
    int rows = Math.min(most, c.rows() - row);
    for (int column = 0; column < c.columns(); column += NARROW) {
      int columns = Math.min(NARROW, c.columns() - column);
      compute(new Part(row, rows, column, columns, 0, inner), beta);
    }
  }

  /** Some columns of the result, in blocks that BLAS takes as they are. */
  private void computeBlocks(int column) {
    int columns = Math.min(BLOCK_COLUMNS, c.columns() - column);
    int deep = Math.max(1, BlockProduct.MULTIPLY_ADDS / (c.rows() * columns));
    for (int first = 0; first < inner; first += deep) {
      int count = Math.min(deep, inner - first);
      var part = new Part(0, c.rows(), column, columns, first, count);
      compute(part, first == 0 ? beta : 1);
    }
  }

  /** Some places of the result, and some products of their sums. */
  private record Part(int row, int rows, int column, int columns, int first, int count) {}

  private void compute(Part part, float ofResult) {
    Blas.multiply(
        part.rows(),
        part.columns(),
        part.count(),
        alpha,
        a.from(part.row(), part.first()),
        b.from(part.first(), part.column()),
        ofResult,
        c.from(part.row(), part.column()));
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
        return operation(result);
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
          product.isLarge() ? operation(result) : product.program());
    }

    private Runnable operation(INDArray result) {
      return NativeCall.of("matmul", a, b)
          .integers(flipA ? 1 : 0, flipB ? 1 : 0)
          .reals(alpha, beta)
          .multiplyAdds(result.length() * a.size(flipA ? 0 : 1))
          .into(result);
    }
  }
}
