package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.BlockProduct;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;

/**
 * A dilated convolution on the host: what a tap reads of a row of cells is a stretch of a row of
 * the input, so that all are products of matrices that lie there already, in blocks that BLAS takes
 * as they are. Collecting the cells of a tap for one large product takes 1.3 times as long on large
 * maps, three times on small ones.
 *
 * @param dilation distance of two taps
 * @param x {@code [N, H, W, I]}
 * @param weight by panels, see {@link #lay}
 * @param y {@code [N, H, W, O]}
 */
record DilatedRows(int dilation, INDArray x, INDArray weight, INDArray y) {
  /** Rows of cells that share a block of the weight. */
  private static final int ROWS = 4;

  /** Of a panel: these columns of the weight's rows, one row behind the other. */
  static final int COLUMNS = 64;

  /** Shape of a weight {@code [3, 3, I, O]} by panels. */
  static long[] panels(long inputs, long outputs) {
    return new long[] {Tap.COUNT, (outputs + COLUMNS - 1) / COLUMNS, inputs, COLUMNS};
  }

  /**
   * A program that copies a weight {@code [3, 3, I, O]} into panels. Where it lies among a
   * network's parameters, vectors straddle two lines of the cache, and rows lie so far apart that a
   * block's rows take each other's place in it.
   */
  static Runnable lay(INDArray weight, INDArray panels) {
    int inputs = (int) weight.size(2);
    int outputs = (int) weight.size(3);
    int count = (int) panels.size(1);
    var source = HostArray.buffer(weight);
    var target = HostArray.buffer(panels);
    return HostArray.program(
        new INDArray[] {weight},
        new INDArray[] {panels},
        () ->
            HostLoop.over(
                Tap.COUNT * count,
                panel -> {
                  int first = panel % count * COLUMNS;
                  int columns = Math.min(COLUMNS, outputs - first);
                  for (int i = 0; i < inputs; i++) {
                    int from = (panel / count * inputs + i) * outputs + first;
                    target.put((panel * inputs + i) * COLUMNS, source, from, columns);
                  }
                }));
  }

  Runnable program() {
    int rows = (int) (x.size(0) * x.size(1));
    return HostArray.program(
        new INDArray[] {x, weight},
        new INDArray[] {y},
        () ->
            HostLoop.over(
                (rows + ROWS - 1) / ROWS,
                group -> rows(group * ROWS, Math.min(rows, (group + 1) * ROWS))));
  }

  /** Rows of cells of the result, counted over all samples. */
  private void rows(int from, int to) {
    var product = new BlockProduct(false, x, weight, y);
    int inputs = (int) x.size(3);
    long across = COLUMNS * x.size(2);
    int deep = (int) Math.min(inputs, Math.max(1, BlockProduct.MULTIPLY_ADDS / across));
    // The centre first: it writes every cell, the others add.
    for (int index : Tap.CENTRE_FIRST) {
      var tap = Tap.of(index, dilation, x);
      for (int first = 0; tap.meets() && first < inputs; first += deep) {
        int count = Math.min(deep, inputs - first);
        boolean add = index != Tap.CENTRE || first > 0;
        for (int row = from; row < to; row++) {
          add(product, tap, index, row, first, count, add);
        }
      }
    }
  }

  /** Adds what some channels of the input give a row of cells. */
  private void add(
      BlockProduct product, Tap tap, int index, int row, int first, int count, boolean add) {
    int height = tap.height();
    int read = row % height + tap.down();
    if (read < 0 || read >= height) {
      return;
    }
    int inputs = (int) x.size(3);
    int outputs = (int) y.size(3);
    long source = ((long) row / height * height + read) * tap.width() + Math.max(0, tap.right());
    long target = (long) row * tap.width() + Math.max(0, -tap.right());
    for (int panel = 0; panel < weight.size(1); panel++) {
      int column = panel * COLUMNS;
      long weights = ((index * weight.size(1) + panel) * inputs + first) * COLUMNS;
      product
          .at(source * inputs + first, weights, target * outputs + column)
          .run(tap.columns(), Math.min(COLUMNS, outputs - column), count, add);
    }
  }
}
