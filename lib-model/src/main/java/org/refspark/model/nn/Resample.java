package org.refspark.model.nn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.HostScratch;
import org.refspark.model.graph.Kernel;

/**
 * Maps in another size: {@code [N, H, W, C]} to {@code [N, height, width, C]}, interpolated along
 * each side by itself, as PyTorch's {@code interpolate} without antialiasing.
 *
 * @param height of the result
 * @param width of the result
 * @param curve what is laid through the values
 * @param corners what of both maps coincides
 */
public record Resample(int height, int width, Curve curve, Corners corners) implements Kernel {
  /** Interpolation between neighbours. */
  public enum Curve {
    /** A line through two values. */
    BILINEAR,
    /** Keys' cubic convolution with a = −0.75 through four values. */
    BICUBIC
  }

  /** How places of the result are found on the map. */
  public enum Corners {
    /** The centres of the corner values coincide (align_corners true). */
    CENTRES,
    /** The outer edges coincide (align_corners false). */
    EDGES
  }

  @Override
  public String name() {
    return "resample";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0].length != 4 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "cannot resample %s to %d×%d, expected [N, H, W, C]"
              .formatted(Arrays.toString(in[0]), height, width));
    }
    return new long[][] {{in[0][0], height, width, in[0][3]}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  private ResampleTaps taps(long from, int to) {
    return ResampleTaps.of((int) from, to, curve, corners);
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    return program(in[0], out[0], taps(in[0].size(1), height), taps(in[0].size(2), width));
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    return program(
        gradOut[0],
        gradIn[0],
        taps(gradIn[0].size(1), height).transposed((int) gradIn[0].size(1)),
        taps(gradIn[0].size(2), width).transposed((int) gradIn[0].size(2)));
  }

  private static Runnable program(
      INDArray from, INDArray to, ResampleTaps down, ResampleTaps across) {
    int channels = (int) from.size(3);
    int sourceRows = (int) from.size(1);
    int targetRows = (int) to.size(1);
    int sourceRow = (int) from.size(2) * channels;
    int targetRow = (int) to.size(2) * channels;
    var source = HostArray.buffer(from);
    var target = HostArray.buffer(to);
    return HostArray.program(
        new INDArray[] {from},
        new INDArray[] {to},
        () ->
            HostLoop.over(
                (int) from.size(0) * targetRows,
                row -> {
                  var line = HostScratch.floats(0, sourceRow);
                  var mixed = HostScratch.floats(1, sourceRow);
                  var result = HostScratch.floats(2, targetRow);
                  Arrays.fill(mixed, 0, sourceRow, 0);
                  int y = row % targetRows;
                  for (int tap = 0; tap < down.places()[y].length; tap++) {
                    int at = row / targetRows * sourceRows + down.places()[y][tap];
                    source.get(at * sourceRow, line, 0, sourceRow);
                    ResampleTaps.add(mixed, 0, line, 0, down.weights()[y][tap], sourceRow);
                  }
                  across.apply(mixed, channels, result);
                  target.put(row * targetRow, result, 0, targetRow);
                }));
  }
}
