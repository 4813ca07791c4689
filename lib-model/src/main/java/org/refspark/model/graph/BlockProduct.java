package org.refspark.model.graph;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of small blocks of matrices in host memory, C = A·B or C += A·B, and AᵀB likewise. With
 * AVX-512, OpenBLAS reads blocks of up to {@link #MULTIPLY_ADDS} where they are, without the copies
 * that large products begin with. One belongs to one thread.
 */
public final class BlockProduct {
  /** Of a block, at most. */
  public static final int MULTIPLY_ADDS = 1_000_000;

  private final Blas.Matrix a;
  private final Blas.Matrix b;
  private final Blas.Matrix c;

  /**
   * @param transposed whether A is read as Aᵀ
   * @param a matrices of which blocks are read; the row's length is the last dimension
   * @param b likewise
   * @param c matrices of which blocks are written
   */
  public BlockProduct(boolean transposed, INDArray a, INDArray b, INDArray c) {
    this.a = matrix(a, transposed);
    this.b = matrix(b, false);
    this.c = matrix(c, false);
  }

  private static Blas.Matrix matrix(INDArray values, boolean transposed) {
    var first = new FloatPointer(values.data().addressPointer());
    return new Blas.Matrix(first, Math.toIntExact(values.size(-1)), transposed);
  }

  /** Moves to the blocks whose first values lie at these positions. */
  public BlockProduct at(long ofA, long ofB, long ofC) {
    a.first().position(ofA);
    b.first().position(ofB);
    c.first().position(ofC);
    return this;
  }

  /**
   * Multiplies.
   *
   * @param high rows of the result
   * @param wide columns of the result
   * @param deep products of a sum
   * @param add whether to add to what is there
   */
  public void run(int high, int wide, int deep, boolean add) {
    Blas.multiply(high, wide, deep, 1, a, b, add ? 1 : 0, c);
  }
}
