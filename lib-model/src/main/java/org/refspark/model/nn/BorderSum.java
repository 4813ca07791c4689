package org.refspark.model.nn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.refspark.model.graph.HostArray;
import org.refspark.model.graph.HostLoop;
import org.refspark.model.graph.Kernel;

/**
 * The sum of a 3×3 convolution's parts, where the convolution's input is maps side by side with
 * vectors tiled over all cells. Convolution is linear, so each part can be computed on its own: a
 * map shared by several expressions once, a tiled vector as one product with the nine taps'
 * weights. What is left is to add the taps that fall inside the map, which differ at its border.
 *
 * <p>Inputs: first the convolved maps, {@code [M, H, W, C]}, then the vectors' products with the
 * taps, {@code [K, 9·C]}. Output: {@code [N, H, W, C]}; M and K divide N, and result n takes part
 * n·M/N.
 *
 * @param results N
 * @param maps how many of the inputs are maps
 */
public record BorderSum(int results, int maps) implements Kernel {
  @Override
  public String name() {
    return "border_sum";
  }

  @Override
  public long[][] shapes(long[][] in) {
    long channels = in[0][3];
    for (int i = 0; i < in.length; i++) {
      boolean fits =
          i < maps
              ? Arrays.equals(in[i], 1, 4, in[0], 1, 4)
              : in[i].length == 2 && in[i][1] == 9 * channels;
      if (!fits || results % in[i][0] != 0) {
        throw new IllegalArgumentException(
            "parts of a convolution do not fit each other: " + Arrays.deepToString(in));
      }
    }
    return new long[][] {{results, in[0][1], in[0][2], channels}};
  }

  @Override
  public Reads reads() {
    return Reads.NOTHING;
  }

  @Override
  public Runnable forward(INDArray[] in, INDArray[] out, INDArray[] scratch) {
    var border = new Border((int) out[0].size(1), (int) out[0].size(2), (int) out[0].size(3));
    var sources = Arrays.stream(in).map(HostArray::buffer).toArray(FloatBuffer[]::new);
    var target = HostArray.buffer(out[0]);
    return HostArray.program(
        in,
        out,
        () ->
            HostLoop.over(
                results,
                n -> {
                  var sum = new float[border.values()];
                  for (int i = 0; i < in.length; i++) {
                    int part = (int) (n * in[i].size(0) / results);
                    if (i < maps) {
                      addMap(sources[i], part, sum);
                    } else {
                      border.addTaps(sources[i], part, sum);
                    }
                  }
                  target.put(n * sum.length, sum);
                }));
  }

  private static void addMap(FloatBuffer map, int part, float[] sum) {
    var values = new float[sum.length];
    map.get(part * sum.length, values);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  @Override
  public Runnable backward(
      INDArray[] in, INDArray[] out, INDArray[] gradOut, INDArray[] gradIn, INDArray[] scratch) {
    var g = gradOut[0];
    var border = new Border((int) g.size(1), (int) g.size(2), (int) g.size(3));
    var gradient = HostArray.buffer(g);
    return HostArray.program(
        gradOut,
        gradIn,
        () -> {
          for (int i = 0; i < gradIn.length; i++) {
            if (gradIn[i] != null) {
              part(gradient, border, gradIn[i], i < maps);
            }
          }
        });
  }

  private void part(FloatBuffer gradient, Border border, INDArray gradIn, boolean map) {
    int parts = (int) gradIn.size(0);
    int share = results / parts;
    var target = HostArray.buffer(gradIn);
    HostLoop.over(
        parts,
        part -> {
          var sum = new float[border.values()];
          for (int n = part * share; n < (part + 1) * share; n++) {
            addMap(gradient, n, sum);
          }
          target.put(
              Math.toIntExact(part * (gradIn.length() / parts)),
              map ? sum : border.tapGradient(sum));
        });
  }
}
