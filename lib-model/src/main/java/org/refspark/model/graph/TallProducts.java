package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products AᵀB of tall matrices, tens of thousands of rows by at most a few hundred columns: the
 * gradients of weights over the cells of large maps. BLAS takes two to three times as long: it
 * reads both matrices from memory for each product, and shares out the few columns among its
 * threads. Here all products read some rows while these are in the cache, in blocks so small that
 * BLAS need not copy them first.
 *
 * <p>Rows are dealt to a fixed number of groups, whose sums are added in order: results do not
 * depend on the number of threads.
 */
public final class TallProducts {
  private static final int GROUPS = 8;
  private static final int LEAST_ROWS = 4096;
  private static final int MOST_VALUES = 1 << 15;
  private static final int BLOCK_LEFT = 32;
  private static final int BLOCK_RIGHT = 128;

  /** OpenBLAS multiplies up to this many without copying. */
  private static final int BLOCK_MULTIPLY_ADDS = 1_000_000;

  private static final int VALUES_AT_ONCE = 4096;
  private static final boolean ON_CPU = Nd4j.getEnvironment().isCPU();

  private final List<FloatPointer> left;
  private final FloatPointer right;
  private final FloatPointer sums;
  private final int rows;
  private final int leftColumns;
  private final int rightColumns;

  private TallProducts(List<INDArray> left, INDArray right, INDArray sums) {
    this.left = left.stream().map(TallProducts::pointer).toList();
    this.right = pointer(right);
    this.sums = pointer(sums);
    this.rows = Math.toIntExact(right.size(0));
    this.leftColumns = Math.toIntExact(left.get(0).size(1));
    this.rightColumns = Math.toIntExact(right.size(1));
  }

  private static FloatPointer pointer(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }

  private static boolean pays(long rows, long leftColumns, long rightColumns) {
    return ON_CPU && rows >= LEAST_ROWS && leftColumns * rightColumns <= MOST_VALUES;
  }

  /** Shape of what {@link #program} needs for itself: one value where BLAS is called as it is. */
  public static long[] scratch(int products, long rows, long leftColumns, long rightColumns) {
    return pays(rows, leftColumns, rightColumns)
        ? new long[] {GROUPS, products, leftColumns, rightColumns}
        : new long[] {1};
  }

  /**
   * A program that computes AᵀB for several A.
   *
   * @param left the matrices A, contiguous {@code [R, I]} each; they may overlap
   * @param right B, contiguous {@code [R, O]}
   * @param results {@code [I, O]} each, one behind the other in memory
   * @param scratch of the shape that {@link #scratch} tells
   */
  public static Runnable program(
      List<INDArray> left, INDArray right, List<INDArray> results, INDArray scratch) {
    if (!pays(right.size(0), left.get(0).size(1), right.size(1))) {
      return NativeCall.sequence(
          IntStream.range(0, left.size())
              .mapToObj(
                  i -> MatrixProduct.of(left.get(i), right).firstTransposed().into(results.get(i)))
              .toArray(Runnable[]::new));
    }
    var products = new TallProducts(left, right, scratch);
    var reads = new ArrayList<>(left);
    reads.add(right);
    var result = Shapes.view(results.get(0), 0, scratch.length() / GROUPS);
    return HostArray.program(
        reads.toArray(INDArray[]::new),
        results.toArray(INDArray[]::new),
        () -> {
          HostLoop.over(GROUPS, group -> NativeThreads.alone(() -> products.sum(group)).run());
          addGroups(scratch, result);
        });
  }

  /** One group's sums of all products. */
  private void sum(int group) {
    int first = (int) ((long) rows * group / GROUPS);
    int last = (int) ((long) rows * (group + 1) / GROUPS);
    int high = Math.min(BLOCK_LEFT, leftColumns);
    int wide = Math.min(BLOCK_RIGHT, rightColumns);
    int deep = BLOCK_MULTIPLY_ADDS / (high * wide);
    var a = left.stream().map(FloatPointer::new).toList();
    var b = new FloatPointer(right);
    var c = new FloatPointer(sums);
    long size = (long) leftColumns * rightColumns;
    for (int row = first; row < last; row += deep) {
      int count = Math.min(deep, last - row);
      float before = row == first ? 0 : 1;
      for (int product = 0; product < a.size(); product++) {
        long at = ((long) group * a.size() + product) * size;
        for (int i = 0; i < leftColumns; i += high) {
          a.get(product).position((long) row * leftColumns + i);
          for (int o = 0; o < rightColumns; o += wide) {
            b.position((long) row * rightColumns + o);
            c.position(at + (long) i * rightColumns + o);
            multiply(
                a.get(product),
                b,
                c,
                Math.min(high, leftColumns - i),
                Math.min(wide, rightColumns - o),
                count,
                before);
          }
        }
      }
    }
  }

  private void multiply(
      FloatPointer a, FloatPointer b, FloatPointer c, int high, int wide, int deep, float before) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        openblas.CblasTrans,
        openblas.CblasNoTrans,
        high,
        wide,
        deep,
        1,
        a,
        leftColumns,
        b,
        rightColumns,
        before,
        c,
        rightColumns);
  }

  private static void addGroups(INDArray groups, INDArray result) {
    int size = Math.toIntExact(groups.length() / GROUPS);
    var from = HostArray.buffer(groups);
    var to = HostArray.buffer(result);
    HostLoop.over(
        (size + VALUES_AT_ONCE - 1) / VALUES_AT_ONCE,
        part -> {
          int at = part * VALUES_AT_ONCE;
          int count = Math.min(VALUES_AT_ONCE, size - at);
          var sum = HostScratch.floats(0, count);
          var added = HostScratch.floats(1, count);
          from.get(at, sum, 0, count);
          for (int group = 1; group < GROUPS; group++) {
            from.get(group * size + at, added, 0, count);
            for (int i = 0; i < count; i++) {
              sum[i] += added[i];
            }
          }
          to.put(at, sum, 0, count);
        });
  }
}
