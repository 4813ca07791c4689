package org.refspark.model.graph;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products of small blocks of matrices in host memory, C = A·B or C += A·B, and AᵀB likewise. With
 * AVX-512, OpenBLAS reads blocks of up to {@link #MULTIPLY_ADDS} where they are, without the copies
 * that large products begin with. One belongs to one thread.
 */
public final class BlockProduct {
  /** Of a block, at most. */
  public static final int MULTIPLY_ADDS = 1_000_000;

  private final int layout;
  private final int strideA;
  private final int strideB;
  private final int strideC;
  private final FloatPointer a;
  private final FloatPointer b;
  private final FloatPointer c;

  /**
   * @param transposed whether A is read as Aᵀ
   * @param a matrices of which blocks are read; the row's length is the last dimension
   * @param b likewise
   * @param c matrices of which blocks are written
   */
  public BlockProduct(boolean transposed, INDArray a, INDArray b, INDArray c) {
    this.layout = transposed ? openblas.CblasTrans : openblas.CblasNoTrans;
    this.strideA = Math.toIntExact(a.size(-1));
    this.strideB = Math.toIntExact(b.size(-1));
    this.strideC = Math.toIntExact(c.size(-1));
    this.a = new FloatPointer(a.data().addressPointer());
    this.b = new FloatPointer(b.data().addressPointer());
    this.c = new FloatPointer(c.data().addressPointer());
  }

  /** Moves to the blocks whose first values lie at these positions. */
  public BlockProduct at(long ofA, long ofB, long ofC) {
    a.position(ofA);
    b.position(ofB);
    c.position(ofC);
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
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        layout,
        openblas.CblasNoTrans,
        high,
        wide,
        deep,
        1,
        a,
        strideA,
        b,
        strideB,
        add ? 1 : 0,
        c,
        strideC);
  }
}
