package org.refspark.model.nn;

/**
 * How {@code [S, P, C]} values are cut into blocks of rows for loops: no block crosses a sample,
 * and each is small enough for the cache.
 *
 * @param samples S
 * @param rows P of a sample
 * @param channels C
 */
record RowBlocks(int samples, int rows, int channels) {
  private static final int VALUES = 16384;

  int rowsPerBlock() {
    return Math.max(1, Math.min(rows, VALUES / channels));
  }

  int blocksPerSample() {
    return (rows + rowsPerBlock() - 1) / rowsPerBlock();
  }

  int count() {
    return samples * blocksPerSample();
  }

  int sample(int block) {
    return block / blocksPerSample();
  }

  /** Rows of that block. */
  int rowsOf(int block) {
    int first = block % blocksPerSample() * rowsPerBlock();
    return Math.min(rowsPerBlock(), rows - first);
  }

  /** Position of the block's first value. */
  int start(int block) {
    return (sample(block) * rows + block % blocksPerSample() * rowsPerBlock()) * channels;
  }
}
