package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Shapes;

/**
 * One of the nine taps of a 3×3 convolution: the cell (y, x) of the result reads the cell (y +
 * down, x + right) of the input, where there is one. The cells that read, and the cells that are
 * read, are a rectangle of h·w cells each.
 *
 * @param down rows from the result's cell to the input's
 * @param right columns, likewise
 * @param height of the maps
 * @param width of the maps
 */
record Tap(int down, int right, int height, int width) {
  static final int COUNT = 9;
  static final int CENTRE = 4;
  static final int[] CENTRE_FIRST = {CENTRE, 0, 1, 2, 3, 5, 6, 7, 8};

  /**
   * One of nine.
   *
   * @param index row by row
   * @param dilation distance of two taps
   * @param map {@code [N, H, W, C]}
   */
  static Tap of(int index, int dilation, INDArray map) {
    int down = (index / 3 - 1) * dilation;
    int right = (index % 3 - 1) * dilation;
    return new Tap(down, right, (int) map.size(1), (int) map.size(2));
  }

  /** Whether any cell of the result reads a cell of the input. */
  boolean meets() {
    return Math.abs(down) < height && Math.abs(right) < width;
  }

  private int rows() {
    return height - Math.abs(down);
  }

  /** Cells of a row that read one. */
  int columns() {
    return width - Math.abs(right);
  }

  /** The start of an array, as rows {@code [N·h·w, C]} for the cells of a rectangle. */
  INDArray cells(INDArray array, long samples, long channels) {
    return Shapes.view(array, 0, samples * rows() * columns(), channels);
  }

  /** A program that collects the cells of a map {@code [N, H, W, C]} that are read. */
  Runnable collectRead(INDArray map, INDArray cells) {
    return collect(map, Math.max(0, down), Math.max(0, right), cells);
  }

  /** A program that collects the cells that read. */
  Runnable collectReading(INDArray map, INDArray cells) {
    return collect(map, Math.max(0, -down), Math.max(0, -right), cells);
  }

  private interface Line {
    /** One row of a rectangle: its positions in the map and among the cells. */
    void run(int inMap, int inCells);
  }

  private Runnable lines(
      INDArray[] reads, INDArray map, INDArray written, int top, int left, Line line) {
    int channels = (int) map.size(3);
    return HostArray.program(
        reads,
        new INDArray[] {written},
        () ->
            HostLoop.over(
                (int) map.size(0) * rows(),
                row -> {
                  int y = row / rows() * height + top + row % rows();
                  line.run((y * width + left) * channels, row * columns() * channels);
                }));
  }

  private Runnable collect(INDArray map, int top, int left, INDArray cells) {
    int count = columns() * (int) map.size(3);
    var source = HostArray.buffer(map);
    var target = HostArray.buffer(cells);
    return lines(
        new INDArray[] {map},
        map,
        cells,
        top,
        left,
        (inMap, inCells) -> target.put(inCells, source, inMap, count));
  }
}
