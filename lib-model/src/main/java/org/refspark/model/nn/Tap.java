package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
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

  /** Whether any cell of the result reads a cell of the input. */
  boolean meets() {
    return Math.abs(down) < height && Math.abs(right) < width;
  }

  private int rows() {
    return height - Math.abs(down);
  }

  private int columns() {
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

  /** A program that adds to the cells that are read. */
  Runnable addToRead(INDArray cells, INDArray map) {
    return add(cells, map, Math.max(0, down), Math.max(0, right));
  }

  /** A program that adds to the cells that read. */
  Runnable addToReading(INDArray cells, INDArray map) {
    return add(cells, map, Math.max(0, -down), Math.max(0, -right));
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

  private Runnable add(INDArray cells, INDArray map, int top, int left) {
    int count = columns() * (int) map.size(3);
    var source = HostArray.buffer(cells);
    var target = HostArray.buffer(map);
    return lines(
        new INDArray[] {cells, map},
        map,
        map,
        top,
        left,
        (inMap, inCells) -> {
          var added = HostScratch.floats(0, count);
          var sum = HostScratch.floats(1, count);
          source.get(inCells, added, 0, count);
          target.get(inMap, sum, 0, count);
          for (int i = 0; i < count; i++) {
            sum[i] += added[i];
          }
          target.put(inMap, sum, 0, count);
        });
  }
}
