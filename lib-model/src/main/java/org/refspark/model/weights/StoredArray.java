package org.refspark.model.weights;

/**
 * A named array of a safetensors file.
 *
 * @param shape empty for a single value
 * @param begin first byte, counted from the end of the header
 * @param end byte behind the last
 */
public record StoredArray(String name, ElementType type, long[] shape, long begin, long end) {
  /** Number of values. */
  public long length() {
    return (end - begin) / type.bytes();
  }
}
