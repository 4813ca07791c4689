package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Shapes;

/**
 * One of the nine taps of a 3×3 convolution: the cell (y, x) of the result reads the cell (y +
 * down, x + right) of the input, where there is one.
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

  private int firstRow() {
    return Math.max(0, down);
  }

  private int rowCount() {
    return height - Math.abs(down);
  }

  /** The rows of the input that are read, of sample n of a map {@code [N, H, W, C]}. */
  INDArray rows(INDArray map, int n) {
    long channels = map.size(3);
    long from = ((long) n * height + firstRow()) * width;
    return Shapes.view(map, from * channels, (long) rowCount() * width, channels);
  }

  /** A program that adds values at the input's cells to the cells of the result that read them. */
  Runnable addMoved(INDArray atInput, INDArray result) {
    int channels = (int) result.size(3);
    var source = HostArray.buffer(atInput);
    var target = HostArray.buffer(result);
    int count = (width - Math.abs(right)) * channels;
    return HostArray.program(
        new INDArray[] {atInput, result},
        new INDArray[] {result},
        () ->
            HostLoop.over(
                (int) result.size(0) * rowCount(),
                row -> {
                  int y = row / rowCount() * height + firstRow() + row % rowCount();
                  int from = (y * width + Math.max(0, right)) * channels;
                  int to = ((y - down) * width + Math.max(0, -right)) * channels;
                  var moved = HostScratch.floats(0, count);
                  var sum = HostScratch.floats(1, count);
                  source.get(from, moved, 0, count);
                  target.get(to, sum, 0, count);
                  for (int i = 0; i < count; i++) {
                    sum[i] += moved[i];
                  }
                  target.put(to, sum, 0, count);
                }));
  }

  /**
   * A program that copies values at the result's cells to the cells of the input that they read,
   * and zeros to the other cells of those rows.
   */
  Runnable copyBack(INDArray atResult, INDArray atInput) {
    int channels = (int) atResult.size(3);
    var source = HostArray.buffer(atResult);
    var target = HostArray.buffer(atInput);
    int line = width * channels;
    int count = (width - Math.abs(right)) * channels;
    return HostArray.program(
        new INDArray[] {atResult},
        new INDArray[] {atInput},
        () ->
            HostLoop.over(
                (int) atResult.size(0) * rowCount(),
                row -> {
                  int y = row / rowCount() * height + firstRow() + row % rowCount();
                  var values = HostScratch.floats(0, line);
                  Arrays.fill(values, 0, line, 0);
                  source.get(
                      ((y - down) * width + Math.max(0, -right)) * channels,
                      values,
                      Math.max(0, right) * channels,
                      count);
                  target.put(y * line, values, 0, line);
                }));
  }
}
