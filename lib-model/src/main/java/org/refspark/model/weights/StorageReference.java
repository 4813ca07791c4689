package org.refspark.model.weights;

/**
 * The flat values that PyTorch's arrays are views of.
 *
 * @param key name of the archive's entry
 * @param length claimed number of values
 */
record StorageReference(String key, ElementType type, long length) {
  StorageReference {
    if (key.isEmpty() || key.length() > 200 || key.contains("/") || key.contains("\\")) {
      throw new IllegalArgumentException("a storage with the odd key \"%.200s\"".formatted(key));
    }
    if (length < 0 || length > Long.MAX_VALUE / type.bytes()) {
      throw new IllegalArgumentException("storage %s of %d values".formatted(key, length));
    }
  }

  /** Claimed size. */
  long bytes() {
    return length * type.bytes();
  }
}
