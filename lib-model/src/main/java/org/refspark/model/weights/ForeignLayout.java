package org.refspark.model.weights;

import java.util.Arrays;

/**
 * From PyTorch's layouts to this program's: convolutions [O, I, H, W] become [H, W, I, O], linear
 * weights [O, I] become [I, O]; all else lies the same way.
 */
final class ForeignLayout {
  private static final int CONVOLUTION = 4;
  private static final int LINEAR = 2;

  private ForeignLayout() {}

  /** The shape here of an array of that name and shape there. */
  static long[] shape(String name, long[] there) {
    if (there.length == CONVOLUTION) {
      return new long[] {there[2], there[3], there[1], there[0]};
    }
    return linear(name, there) ? new long[] {there[1], there[0]} : there;
  }

  /** The values here, row-major, of an array of that name, shape and values there. */
  static float[] values(String name, long[] there, float[] values) {
    if (there.length == CONVOLUTION) {
      return transposed(values, (int) (there[0] * there[1]), (int) (there[2] * there[3]), there);
    }
    return linear(name, there) ? transposed(values, (int) there[0], (int) there[1]) : values;
  }

  /** Tables of embeddings have a row for each word or place already. */
  private static boolean linear(String name, long[] there) {
    return there.length == LINEAR && name.endsWith("weight") && !name.contains("embedding");
  }

  /** [O·I, H·W] to [H·W, I·O]. */
  private static float[] transposed(float[] values, int pairs, int cells, long[] there) {
    int out = (int) there[0];
    int in = (int) there[1];
    var turned = new float[values.length];
    for (int o = 0; o < out; o++) {
      for (int i = 0; i < in; i++) {
        int from = (o * in + i) * cells;
        for (int cell = 0; cell < cells; cell++) {
          turned[cell * pairs + i * out + o] = values[from + cell];
        }
      }
    }
    return turned;
  }

  private static float[] transposed(float[] values, int rows, int columns) {
    var turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }

  /**
   * Whether arrays of these shapes hold the same values in the same order: apart from dimensions of
   * one value, or where the places of a kernel and its channels in are counted as one (1×1
   * convolutions and patches are matrix products).
   */
  static boolean same(long[] a, long[] b) {
    var plainA = Arrays.stream(a).filter(size -> size != 1).toArray();
    var plainB = Arrays.stream(b).filter(size -> size != 1).toArray();
    return Arrays.equals(plainA, plainB)
        || ((a.length == LINEAR || b.length == LINEAR) && Arrays.equals(asMatrix(a), asMatrix(b)));
  }

  private static long[] asMatrix(long[] shape) {
    if (shape.length < LINEAR) {
      return shape;
    }
    long rows = Arrays.stream(shape, 0, shape.length - 1).reduce(1, (x, y) -> x * y);
    return new long[] {rows, shape[shape.length - 1]};
  }
}
