package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * RoIAlign (half-pixel aligned) over the levels of a pyramid. Inputs: regions {@code [R, 6]} as
 * picture number, pyramid level (position in the inputs that follow), x1, y1, x2, y2 in input
 * pixels; then the maps, each {@code [B, H, W, C]}. Output: {@code [R, P, P, C]}. Regions have no
 * gradient. A region of picture −1 gives zeros.
 *
 * <p>A bin is the mean of bilinear samples; each sample touches four cells, so a bin is a short
 * weighted sum of rows of channels, which Java's loops vectorise.
 *
 * @param size P
 * @param samples per side of a bin; 0 for ⌈side of the region / P⌉
 * @param strides pixels per cell, by level
 */
public record RoiAlign(int size, int samples, int... strides) implements Kernel {
  @Override
  public String name() {
    return "roi_align";
  }

  @Override
  public long[][] shapes(long[][] in) {
    if (in[0][1] != 6 || in.length != strides.length + 1) {
      throw new IllegalArgumentException(
          "regions of 6 values over %d levels, not of %d over %d"
              .formatted(strides.length, in[0][1], in.length - 1));
    }
    return new long[][] {{in[0][0], size, size, in[1][3]}};
  }

  @Override
  public boolean differentiable(int input) {
    return input > 0;
  }

  @Override
  public Reads reads() {
    return Reads.INPUTS;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var maps = buffers(in);
    int channels = (int) out[0].size(3);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () -> {
          var regions = HostArray.copy(in[0]);
          HostLoop.over(
              (int) in[0].size(0),
              r -> {
                var bins = new float[size * size * channels];
                var taps = taps(regions, r, in);
                if (taps != null) {
                  pool(taps, maps[level(regions, r)], bins, channels);
                }
                target.put(r * bins.length, bins);
              });
        });
  }

  private static FloatBuffer[] buffers(INDArray[] in) {
    return Arrays.stream(in)
        .skip(1)
        .map(map -> map == null ? null : HostArray.buffer(map))
        .toArray(FloatBuffer[]::new);
  }

  private static int level(float[] regions, int r) {
    return (int) regions[6 * r + 1];
  }

  private RoiTaps taps(float[] regions, int r, INDArray[] in) {
    if (regions[6 * r] < 0) {
      return null;
    }
    int level = level(regions, r);
    var map = in[level + 1];
    return RoiTaps.of(
        Arrays.copyOfRange(regions, 6 * r + 2, 6 * r + 6),
        (int) regions[6 * r],
        strides[level],
        size,
        samples,
        (int) map.size(1),
        (int) map.size(2));
  }

  private void pool(RoiTaps taps, FloatBuffer map, float[] bins, int channels) {
    var row = new float[channels];
    for (int tap = 0; tap < taps.count(); tap++) {
      map.get(taps.cell(tap) * channels, row);
      int bin = taps.bin(tap) * channels;
      float weight = taps.weight(tap);
      for (int c = 0; c < channels; c++) {
        bins[bin + c] += weight * row[c];
      }
    }
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    int channels = (int) gradOut[0].size(3);
    var gradient = HostArray.buffer(gradOut[0]);
    return HostArray.program(
        new INDArray[] {in[0], gradOut[0]},
        gradIn,
        () -> {
          var regions = HostArray.copy(in[0]);
          // One thread a level and picture: sums into a map keep one order, whatever the number of
          // threads.
          int pictures = (int) in[1].size(0);
          HostLoop.over(
              strides.length * pictures,
              task -> {
                int level = task / pictures;
                if (gradIn[level + 1] != null) {
                  scatter(
                      regions, in, gradIn[level + 1], gradient, level, task % pictures, channels);
                }
              });
        });
  }

  private void scatter(
      float[] regions,
      INDArray[] in,
      INDArray gradIn,
      FloatBuffer gradient,
      int level,
      int picture,
      int channels) {
    int length = (int) (gradIn.length() / gradIn.size(0));
    var sums = new float[length];
    int first = picture * length / channels;
    var bins = new float[size * size * channels];
    for (int r = 0; 6 * r < regions.length; r++) {
      if ((int) regions[6 * r] != picture || level(regions, r) != level) {
        continue;
      }
      var taps = taps(regions, r, in);
      gradient.get(r * bins.length, bins);
      for (int tap = 0; tap < taps.count(); tap++) {
        int cell = (taps.cell(tap) - first) * channels;
        int bin = taps.bin(tap) * channels;
        float weight = taps.weight(tap);
        for (int c = 0; c < channels; c++) {
          sums[cell + c] += weight * bins[bin + c];
        }
      }
    }
    HostArray.buffer(gradIn).put(picture * length, sums);
  }
}
