package org.refspark.model.graph;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Products of matrices in host memory, each on the calling thread: BLAS's own threads go on looking
 * for work after each product and take the cores from what runs next, and products called from
 * several threads at once would wait for each other. See {@link HostLoop} for the cores.
 */
final class Blas {
  static {
    if (HostArray.ON_HOST) {
      openblas.blas_set_num_threads(1);
    }
  }

  private Blas() {}

  /**
   * A matrix, or a block of a larger one, by rows.
   *
   * @param first its first value
   * @param stride values from a row to the next
   * @param transposed whether it is read as its transpose
   */
  record Matrix(FloatPointer first, int stride, boolean transposed) {
    private int layout() {
      return transposed ? openblas.CblasTrans : openblas.CblasNoTrans;
    }
  }

  /** C = α·A·B + β·C, of {@code [high, deep]} and {@code [deep, wide]}. */
  static void multiply(
      int high, int wide, int deep, float alpha, Matrix a, Matrix b, float beta, Matrix c) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        a.layout(),
        b.layout(),
        high,
        wide,
        deep,
        alpha,
        a.first(),
        a.stride(),
        b.first(),
        b.stride(),
        beta,
        c.first(),
        c.stride());
  }
}
