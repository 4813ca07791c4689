package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;

/**
 * What a convolution reads for each cell of its output, side by side: {@code [N, H, W, I]} to
 * {@code [N·H'·W', K·K·I]}.
 */
record ConvColumns(Conv2d conv) {
  /** A program that fills {@code columns} for outputs of shape {@code out}. */
  Runnable program(INDArray map, INDArray columns, long[] out) {
    int height = (int) map.size(1);
    int line = (int) (map.size(2) * map.size(3));
    int outHeight = (int) out[1];
    int outLine = (int) (out[2] * columns.size(1));
    var source = HostArray.buffer(map);
    var target = HostArray.buffer(columns);
    return HostArray.program(
        new INDArray[] {map},
        new INDArray[] {columns},
        () ->
            HostLoop.over(
                (int) out[0] * outHeight,
                row -> {
                  var values = HostScratch.floats(0, outLine);
                  Arrays.fill(values, 0, outLine, 0);
                  var cells = HostScratch.floats(1, line);
                  for (int tap = 0; tap < conv.kernel(); tap++) {
                    int y = row % outHeight * conv.stride() + tap - conv.padding();
                    if (y >= 0 && y < height) {
                      source.get((row / outHeight * height + y) * line, cells, 0, line);
                      spread(cells, map, tap, values, (int) out[2]);
                    }
                  }
                  target.put(row * outLine, values, 0, outLine);
                }));
  }

  /** Copies what one row of taps reads of one row of the map, for a row of the output. */
  private void spread(float[] cells, INDArray map, int tap, float[] values, int outWidth) {
    int width = (int) map.size(2);
    int channels = (int) map.size(3);
    int reach = conv.kernel() * channels;
    for (int x = 0; x < outWidth; x++) {
      int left = x * conv.stride() - conv.padding();
      int first = Math.max(0, left);
      int count = Math.min(width, left + conv.kernel()) - first;
      int to = (x * conv.kernel() + tap) * reach + (first - left) * channels;
      if (count > 0) {
        System.arraycopy(cells, first * channels, values, to, count * channels);
      }
    }
  }
}
