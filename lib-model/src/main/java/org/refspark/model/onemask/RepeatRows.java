package org.refspark.model.onemask;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Every row of the first dimension several times in a row: {@code [P, …]} to {@code [P·times, …]},
 * so that the expressions of a picture share what was seen in it.
 *
 * @param times E
 */
record RepeatRows(int times) implements Kernel {
  private static final int CHUNK = 8192;

  @Override
  public String name() {
    return "repeat_rows";
  }

  @Override
  public long[][] shapes(long[][] in) {
    var shape = in[0].clone();
    shape[0] *= times;
    return new long[][] {shape};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    int row = Math.toIntExact(in[0].length() / in[0].size(0));
    return chunks(
        in,
        out,
        in[0],
        (at, from, count) -> {
          var values = HostScratch.floats(0, count);
          source.get(at * row + from, values, 0, count);
          for (int t = 0; t < times; t++) {
            target.put((at * times + t) * row + from, values, 0, count);
          }
        });
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var source = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    int row = Math.toIntExact(gradIn[0].length() / gradIn[0].size(0));
    return chunks(
        gradOut,
        gradIn,
        gradIn[0],
        (at, from, count) -> {
          var sum = HostScratch.floats(0, count);
          var values = HostScratch.floats(1, count);
          source.get(at * times * row + from, sum, 0, count);
          for (int t = 1; t < times; t++) {
            source.get((at * times + t) * row + from, values, 0, count);
            for (int i = 0; i < count; i++) {
              sum[i] += values[i];
            }
          }
          target.put(at * row + from, sum, 0, count);
        });
  }

  private interface Body {
    void run(int row, int from, int count);
  }

  private static Runnable chunks(INDArray[] reads, INDArray[] writes, INDArray few, Body body) {
    int rows = (int) few.size(0);
    int length = Math.toIntExact(few.length() / rows);
    int chunks = (length + CHUNK - 1) / CHUNK;
    return HostArray.program(
        reads,
        writes,
        () ->
            HostLoop.over(
                rows * chunks,
                chunk -> {
                  int from = chunk % chunks * CHUNK;
                  body.run(chunk / chunks, from, Math.min(CHUNK, length - from));
                }));
  }
}
