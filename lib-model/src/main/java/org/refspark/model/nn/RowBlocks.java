package org.refspark.model.nn;

import java.util.Arrays;

/**
 * How {@code [S, P, C]} values are cut into blocks of rows for loops: no block crosses a sample,
 * and each is small enough for the cache.
 *
 * @param samples S
 * @param rows P of a sample
 * @param channels C
 */
record RowBlocks(int samples, int rows, int channels) {
  private static final int VALUES = 32768;

  /** Shorter inner loops leave the processor's vectors empty. */
  private static final int STRIPE = 1024;

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

  /**
   * Values of a stripe: some whole rows, which a loop copies to the beginning of an array. The
   * compiler vectorises only loops that read and write all arrays at the same index.
   */
  int stripe() {
    return channels * Math.max(1, STRIPE / channels);
  }

  /** The work on one stripe. */
  interface Stripe {
    /**
     * @param at position of its first value
     * @param count of its values
     */
    void run(int at, int count);
  }

  /** Goes through a block stripe by stripe. */
  void stripes(int block, Stripe body) {
    int end = start(block) + rowsOf(block) * channels;
    for (int at = start(block); at < end; at += stripe()) {
      body.run(at, Math.min(stripe(), end - at));
    }
  }

  /** A value for each channel of each sample {@code [S, C]}, repeated for the rows of a stripe. */
  float[][] striped(float[] perChannel) {
    var stripes = new float[samples][];
    for (int sample = 0; sample < samples; sample++) {
      int first = sample * channels;
      stripes[sample] = repeated(Arrays.copyOfRange(perChannel, first, first + channels));
    }
    return stripes;
  }

  /** A value for each channel, repeated for the rows of a stripe. */
  float[] repeated(float[] perChannel) {
    var repeated = new float[stripe()];
    for (int i = 0; i < repeated.length; i += channels) {
      System.arraycopy(perChannel, 0, repeated, i, channels);
    }
    return repeated;
  }

  /** The sum for each channel of a stripe's sums. */
  float[] fold(float[] stripe) {
    var sums = new float[channels];
    for (int at = 0; at < stripe.length; at += channels) {
      for (int c = 0; c < channels; c++) {
        sums[c] += stripe[at + c];
      }
    }
    return sums;
  }

  /** Adds the blocks' sums sample by sample, in a fixed order. */
  double[] total(float[][] partial) {
    var sums = new double[samples * channels];
    for (int block = 0; block < partial.length; block++) {
      int from = sample(block) * channels;
      for (int c = 0; c < channels; c++) {
        sums[from + c] += partial[block][c];
      }
    }
    return sums;
  }

  /** Position of the block's first value. */
  int start(int block) {
    return (sample(block) * rows + block % blocksPerSample() * rowsPerBlock()) * channels;
  }
}
