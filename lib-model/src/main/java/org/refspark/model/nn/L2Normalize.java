package org.refspark.model.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/** x / max(‖x‖, ε) over the last dimension, any shape. */
public record L2Normalize() implements Kernel {
  private static final float EPSILON = 1e-12f;

  @Override
  public String name() {
    return "l2_normalize";
  }

  @Override
  public long[][] shapes(long[][] in) {
    return new long[][] {in[0].clone()};
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  private static RowBlocks blocks(INDArray x) {
    int channels = (int) x.size(x.rank() - 1);
    return new RowBlocks(1, Math.toIntExact(x.length() / channels), channels);
  }

  private static float norm(float[] values, int at, int channels) {
    double squares = 0;
    for (int c = 0; c < channels; c++) {
      squares += values[at + c] * values[at + c];
    }
    return Math.max((float) Math.sqrt(squares), EPSILON);
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    var source = HostArray.buffer(in[0]);
    var target = HostArray.buffer(out[0]);
    int channels = blocks.channels();
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                blocks.count(),
                block -> {
                  var values = new float[blocks.rowsOf(block) * channels];
                  source.get(blocks.start(block), values);
                  for (int at = 0; at < values.length; at += channels) {
                    float inverse = 1 / norm(values, at, channels);
                    for (int c = 0; c < channels; c++) {
                      values[at + c] *= inverse;
                    }
                  }
                  target.put(blocks.start(block), values);
                }));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var blocks = blocks(in[0]);
    var source = HostArray.buffer(in[0]);
    var gradient = HostArray.buffer(gradOut[0]);
    var target = HostArray.buffer(gradIn[0]);
    int channels = blocks.channels();
    return HostArray.program(
        new INDArray[] {in[0], gradOut[0]},
        gradIn,
        () ->
            HostLoop.over(
                blocks.count(),
                block -> {
                  var x = new float[blocks.rowsOf(block) * channels];
                  var g = new float[x.length];
                  source.get(blocks.start(block), x);
                  gradient.get(blocks.start(block), g);
                  for (int at = 0; at < x.length; at += channels) {
                    gradientRow(x, g, at, channels);
                  }
                  target.put(blocks.start(block), g);
                }));
  }

  /** (g − y·⟨g, y⟩) / ‖x‖ with y = x / ‖x‖. */
  private static void gradientRow(float[] x, float[] g, int at, int channels) {
    float inverse = 1 / norm(x, at, channels);
    double projection = 0;
    for (int c = 0; c < channels; c++) {
      projection += g[at + c] * x[at + c];
    }
    float along = inverse < 1 / EPSILON ? (float) projection * inverse * inverse : 0;
    for (int c = 0; c < channels; c++) {
      g[at + c] = (g[at + c] - x[at + c] * along) * inverse;
    }
  }
}
