package org.refspark.model.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A PyTorch array: a view of a storage. One that is made lies within its storage.
 *
 * @param offset of the first value, in values
 * @param shape empty for a single value
 * @param strides steps from one index to the next, in values
 */
record TorchTensor(StorageReference storage, long offset, long[] shape, long[] strides) {
  private static final int MOST_DIMENSIONS = 64;

  /** Views that repeat values could claim any length; others are bounded by their storage. */
  private static final long LONGEST_REPEATED = 1 << 24;

  TorchTensor {
    if (shape.length != strides.length || shape.length > MOST_DIMENSIONS) {
      throw new IllegalArgumentException(
          "an array of %d dimensions and %d strides, expected as many of both and at most %d"
              .formatted(shape.length, strides.length, MOST_DIMENSIONS));
    }
    long values = 1;
    long last = offset;
    try {
      for (int i = 0; i < shape.length; i++) {
        if (shape[i] < 0 || strides[i] < 0) {
          throw new IllegalArgumentException("a negative size or stride");
        }
        values = Math.multiplyExact(values, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
      }
    } catch (ArithmeticException e) {
      throw outside(storage, offset, shape, strides);
    }
    if (offset < 0 || offset > storage.length() || (values > 0 && last >= storage.length())) {
      throw outside(storage, offset, shape, strides);
    }
    if (values > storage.length() && values > LONGEST_REPEATED) {
      throw new IllegalArgumentException(
          "an array of %,d values that repeats a storage of %,d"
              .formatted(values, storage.length()));
    }
  }

  private static IllegalArgumentException outside(
      StorageReference storage, long offset, long[] shape, long[] strides) {
    return new IllegalArgumentException(
        "an array of shape %s with strides %s at %d, which leaves its storage %s of %,d values"
            .formatted(
                Arrays.toString(shape),
                Arrays.toString(strides),
                offset,
                storage.key(),
                storage.length()));
  }

  /** Number of values. */
  long length() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** The values' bytes, row-major, out of the storage's. */
  ByteBuffer rowMajor(byte[] stored, ByteOrder order) {
    int bytes = Math.toIntExact(length() * storage.type().bytes());
    if (contiguous()) {
      return ByteBuffer.wrap(stored, Math.toIntExact(offset * storage.type().bytes()), bytes)
          .slice()
          .order(order);
    }
    var packed = ByteBuffer.allocate(bytes);
    if (bytes > 0) {
      pack(stored, offset, 0, packed);
    }
    return packed.flip().order(order);
  }

  /** The values as float32, row-major. */
  float[] floats(byte[] stored, ByteOrder order) {
    var values = new float[Math.toIntExact(length())];
    storage.type().read(rowMajor(stored, order), values, values.length);
    return values;
  }

  private boolean contiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }

  private void pack(byte[] stored, long at, int dimension, ByteBuffer into) {
    int size = storage.type().bytes();
    if (dimension == shape.length) {
      into.put(stored, (int) (at * size), size);
      return;
    }
    for (long i = 0; i < shape[dimension]; i++) {
      pack(stored, at + i * strides[dimension], dimension + 1, into);
    }
  }
}
