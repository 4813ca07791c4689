package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The heads' parts of an array {@code [B, L, W]} without copies: matrices {@code [L, D]} whose rows
 * are W values apart, which the matrix product takes as they are.
 *
 * @param array the whole
 * @param column where the first head's channels begin
 */
record AttentionHeads(INDArray array, int column, AttentionSizes sizes) {
  /** Of q, k and v: three arrays or one that holds all; null for an array that is null. */
  static AttentionHeads[] of(INDArray[] arrays, AttentionSizes sizes) {
    var heads = new AttentionHeads[3];
    boolean packed = arrays.length == 1;
    for (int i = 0; i < heads.length; i++) {
      var array = arrays[packed ? 0 : i];
      heads[i] =
          array == null
              ? null
              : new AttentionHeads(array, packed ? i * sizes.channels() : 0, sizes);
    }
    return heads;
  }

  /** Of an array that holds nothing else. */
  static AttentionHeads plain(INDArray array, AttentionSizes sizes) {
    return new AttentionHeads(array, 0, sizes);
  }

  /** The tile's queries {@code [rows, D]}. */
  INDArray queries(AttentionSizes.Tile tile) {
    return rows(tile, tile.firstRow(), tile.rows());
  }

  /** All keys or values of the tile's head {@code [Lk, D]}. */
  INDArray keys(AttentionSizes.Tile tile) {
    return rows(tile, 0, sizes.keys());
  }

  private INDArray rows(AttentionSizes.Tile tile, int first, int count) {
    long width = array.size(2);
    long row = tile.sample() * array.size(1) + first;
    long at = row * width + column + (long) tile.head() * sizes.headChannels();
    return Nd4j.create(
        array.data(),
        new long[] {count, sizes.headChannels()},
        new long[] {width, 1},
        array.offset() + at,
        'c');
  }
}
