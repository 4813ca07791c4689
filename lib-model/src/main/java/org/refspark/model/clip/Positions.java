package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.AddBias;
import org.refspark.model.nn.PrependRow;
import org.refspark.model.nn.Resample;
import org.refspark.model.nn.SliceRows;

/**
 * A trained table of positions {@code [1 + G·G, C]}: row 0 for the token that stands for the whole
 * picture, the others for the places of a grid. For maps of another size the grid's rows are
 * resized bicubically (spec: outer edges coincide), row 0 stays; the table keeps the size it was
 * trained in and learns through the resizing.
 *
 * @param grid G
 */
record Positions(Graph graph, SDVariable table, int grid) {
  static final String GROUP = "clip-position";

  /** Declares the table. */
  static Positions of(Graph graph, String name, int grid, int channels) {
    var initial = new Initial.Normal(1 / Math.sqrt(channels));
    var table = graph.weight(name, GROUP, initial, 1 + (long) grid * grid, channels);
    return new Positions(graph, table, grid);
  }

  /** Rows of all places of a map {@code [1, height·width, C]}. */
  SDVariable places(int height, int width) {
    long channels = graph.shape(table)[1];
    var rows = graph.one(new SliceRows(1, 1 + grid * grid), graph.reshape(table, 1, -1, channels));
    if (height == grid && width == grid) {
      return rows;
    }
    var resize = new Resample(height, width, Resample.Curve.BICUBIC, Resample.Corners.EDGES);
    var resized = graph.one(resize, graph.reshape(rows, 1, grid, grid, channels));
    return graph.reshape(resized, 1, -1, channels);
  }

  /** Row 0, then those of all places {@code [1, 1 + height·width, C]}. */
  SDVariable wholeAndPlaces(int height, int width) {
    long channels = graph.shape(table)[1];
    var first = graph.one(new SliceRows(0, 1), graph.reshape(table, 1, -1, channels));
    return graph.one(new PrependRow(), graph.reshape(first, 1, channels), places(height, width));
  }

  /** Adds rows {@code [1, L, C]} to the tokens {@code [B, L, C]} of every sample. */
  static SDVariable add(Graph graph, SDVariable tokens, SDVariable rows) {
    var shape = graph.shape(tokens);
    var sum =
        graph.one(new AddBias(), graph.reshape(tokens, shape[0], -1), graph.reshape(rows, -1));
    return graph.reshape(sum, shape);
  }
}
