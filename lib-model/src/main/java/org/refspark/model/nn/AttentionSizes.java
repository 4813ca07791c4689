package org.refspark.model.nn;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.Shapes;

/**
 * Sizes of an attention and how its work is cut: each head's scores {@code [Lq, Lk]} into tiles of
 * some queries, tiles into groups whose scores fit the cache together.
 *
 * @param samples B
 * @param queries Lq
 * @param keys Lk
 * @param channels C of all heads
 */
record AttentionSizes(int samples, int heads, int queries, int keys, int channels) {
  private static final int GROUP_VALUES = 1 << 18;
  private static final int LEAST_ROWS = 16;

  /**
   * Scores of some queries of one head.
   *
   * @param firstRow its first query
   * @param rows its number of queries
   * @param row its first row among the rows of its group
   */
  record Tile(int sample, int head, int firstRow, int rows, int row, int keys) {
    /** This tile's {@code [rows, Lk]} of the group's scores. */
    INDArray scores(INDArray group) {
      return Shapes.view(group, (long) row * keys, rows, keys);
    }
  }

  /**
   * Tiles whose scores lie one below the other.
   *
   * @param first the first query's number among all of the {@code [B, heads, Lq]} queries
   * @param rows number of queries of all tiles
   */
  record Group(List<Tile> tiles, int first, int rows) {}

  int headChannels() {
    return channels / heads;
  }

  double scale() {
    return 1 / Math.sqrt(headChannels());
  }

  private int rowsPerTile() {
    int most = Math.max(LEAST_ROWS, GROUP_VALUES / keys);
    int tiles = (queries + most - 1) / most;
    return (queries + tiles - 1) / tiles;
  }

  private int tilesPerGroup() {
    int tiles = samples * heads * ((queries + rowsPerTile() - 1) / rowsPerTile());
    return Math.max(1, Math.min(tiles, GROUP_VALUES / (rowsPerTile() * keys)));
  }

  /** Scores that a group has room for. */
  long valuesOfGroup() {
    return (long) tilesPerGroup() * rowsPerTile() * keys;
  }

  /** All groups, in the order of {@code [B, heads, Lq]}. */
  List<Group> groups() {
    var groups = new ArrayList<Group>();
    var tiles = new ArrayList<Tile>();
    int first = 0;
    int row = 0;
    for (int head = 0; head < samples * heads; head++) {
      for (int from = 0; from < queries; from += rowsPerTile()) {
        int rows = Math.min(rowsPerTile(), queries - from);
        tiles.add(new Tile(head / heads, head % heads, from, rows, row, keys));
        row += rows;
        if (tiles.size() == tilesPerGroup()) {
          groups.add(new Group(List.copyOf(tiles), first, row));
          tiles.clear();
          first += row;
          row = 0;
        }
      }
    }
    if (!tiles.isEmpty()) {
      groups.add(new Group(List.copyOf(tiles), first, row));
    }
    return groups;
  }
}
