package org.refspark.model.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Products AᵀB of tall matrices, tens of thousands of rows by at most a few hundred columns: the
 * gradients of weights over the cells of large maps. BLAS takes up to three times as long: it reads
 * both matrices from memory for each product, and copies them first. Here all products read some
 * rows while these are in the cache, in blocks so small that BLAS need not copy them first.
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
  private static final int VALUES_AT_ONCE = 4096;

  private final List<INDArray> left;
  private final INDArray right;
  private final INDArray sums;
  private final int rows;
  private final int leftColumns;
  private final int rightColumns;

  private TallProducts(List<INDArray> left, INDArray right, INDArray sums) {
    this.left = left;
    this.right = right;
    this.sums = sums;
    this.rows = Math.toIntExact(right.size(0));
    this.leftColumns = Math.toIntExact(left.get(0).size(1));
    this.rightColumns = Math.toIntExact(right.size(1));
  }

  private static boolean pays(long rows, long leftColumns, long rightColumns) {
    return HostArray.ON_HOST && rows >= LEAST_ROWS && leftColumns * rightColumns <= MOST_VALUES;
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
          HostLoop.over(GROUPS, products::sum);
          addGroups(scratch, result);
        });
  }

  /** One group's sums of all products. */
  private void sum(int group) {
    int first = (int) ((long) rows * group / GROUPS);
    int last = (int) ((long) rows * (group + 1) / GROUPS);
    int high = Math.min(BLOCK_LEFT, leftColumns);
    int wide = Math.min(BLOCK_RIGHT, rightColumns);
    int deep = BlockProduct.MULTIPLY_ADDS / (high * wide);
    var products = left.stream().map(a -> new BlockProduct(true, a, right, sums)).toList();
    for (int row = first; row < last; row += deep) {
      int count = Math.min(deep, last - row);
      for (int product = 0; product < products.size(); product++) {
        long at = ((long) group * products.size() + product) * leftColumns * rightColumns;
        for (int i = 0; i < leftColumns; i += high) {
          for (int o = 0; o < rightColumns; o += wide) {
            products
                .get(product)
                .at(
                    (long) row * leftColumns + i,
                    (long) row * rightColumns + o,
                    at + (long) i * rightColumns + o)
                .run(
                    Math.min(high, leftColumns - i),
                    Math.min(wide, rightColumns - o),
                    count,
                    row > first);
          }
        }
      }
    }
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
