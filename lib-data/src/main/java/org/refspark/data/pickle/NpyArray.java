package org.refspark.data.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * An array of NumPy: whole numbers, or any Python values.
 *
 * <p>Values are given in row-major order whichever way they were stored.
 */
public final class NpyArray {
  /** The most values of an array of numbers. */
  static final int MAX_VALUES = 256 << 20;

  private final NpyType type;
  private final int[] shape;
  private final boolean columnMajor;
  private final byte[] data;
  private final List<?> objects;

  private NpyArray(NpyType type, int[] shape, boolean columnMajor, byte[] data, List<?> objects) {
    this.type = type;
    this.shape = shape.clone();
    this.columnMajor = columnMajor;
    this.data = data;
    this.objects = objects;
  }

  static NpyArray ofNumbers(NpyType type, int[] shape, boolean columnMajor, byte[] data) {
    long expected = Math.multiplyExact(count(shape), (long) type.bytes());
    if (data.length != expected) {
      throw new IllegalArgumentException(
          "%,d bytes of numbers, expected %,d for %s of %s"
              .formatted(data.length, expected, type, Arrays.toString(shape)));
    }
    return new NpyArray(type, shape, columnMajor, data, null);
  }

  static NpyArray ofObjects(int[] shape, boolean columnMajor, List<?> objects) {
    if (objects.size() != count(shape)) {
      throw new IllegalArgumentException(
          "%d values, expected %d for objects of %s"
              .formatted(objects.size(), count(shape), Arrays.toString(shape)));
    }
    if (columnMajor && shape.length > 1) {
      throw new IllegalArgumentException(
          "objects of %s in column-major order, expected row-major"
              .formatted(Arrays.toString(shape)));
    }
    return new NpyArray(NpyType.OBJECT, shape, columnMajor, new byte[0], objects);
  }

  /** Number of values of a shape. */
  static long count(int[] shape) {
    long count = 1;
    for (int length : shape) {
      if (length < 0) {
        throw new IllegalArgumentException("a negative length in " + Arrays.toString(shape));
      }
      count *= length;
      if (count > MAX_VALUES) {
        throw new IllegalArgumentException(
            "an array of %s, at most %,d values allowed"
                .formatted(Arrays.toString(shape), MAX_VALUES));
      }
    }
    return count;
  }

  /** Length by dimension; empty for a single number. */
  public int[] shape() {
    return shape.clone();
  }

  /** Whether the values are Python values instead of numbers. */
  public boolean holdsObjects() {
    return objects != null;
  }

  /**
   * The values of an array of Python values, as {@link PickleReader} makes them; arrays are {@link
   * NpyArray}s.
   *
   * @throws IllegalStateException where it holds numbers
   */
  public List<?> objects() {
    if (objects == null) {
      throw new IllegalStateException("the array holds %s, not objects".formatted(type));
    }
    return objects;
  }

  /**
   * The numbers; true is 1.
   *
   * @throws IllegalStateException where it holds objects or a number beyond 32 bits
   */
  public int[] ints() {
    if (objects != null) {
      throw new IllegalStateException("the array holds objects, not numbers");
    }
    int[] values = new int[data.length / type.bytes()];
    var buffer =
        ByteBuffer.wrap(data)
            .order(type.littleEndian() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      long value = type.number(buffer);
      if (value != (int) value) {
        throw new IllegalStateException("value %d is %d, beyond 32 bits".formatted(i, value));
      }
      values[i] = (int) value;
    }
    return columnMajor ? rowMajor(values) : values;
  }

  private int[] rowMajor(int[] stored) {
    int[] values = new int[stored.length];
    int[] place = new int[shape.length];
    for (int value : stored) {
      int at = 0;
      for (int dimension = 0; dimension < shape.length; dimension++) {
        at = at * shape[dimension] + place[dimension];
      }
      values[at] = value;
      // The first index runs fastest.
      for (int dimension = 0; dimension < shape.length; dimension++) {
        if (++place[dimension] < shape[dimension]) {
          break;
        }
        place[dimension] = 0;
      }
    }
    return values;
  }

  @Override
  public String toString() {
    return type + Arrays.toString(shape);
  }
}
