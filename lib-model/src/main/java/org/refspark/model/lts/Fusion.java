package org.refspark.model.lts;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.ConcatColumns;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.LeakyRelu;
import org.refspark.model.nn.Multiply;
import org.refspark.model.nn.Resample;
import org.refspark.model.nn.Upsample;

/**
 * Fusion of maps and expression (eq. 5–7), with g = leaky ReLU of slope 0.1: F_m1 = g(F_v1·W_v1) ⊙
 * g(f_text·W_t), F_mi = [g(up(F_m,i−1)·W_m,i−1) ‖ g(F_vi·W_vi)]. The paper gives no sizes: F_m1 has
 * d channels, F_m2 and F_m3 have d/2 from each side, so that F_m3 has the kernel's d = 1024. The
 * products of maps are normalised before g.
 *
 * <p>What comes from the picture alone is computed apart, once for all its expressions. W_m is
 * applied before doubling, which gives the same for a quarter of the work: the product is linear,
 * and with nearest doubling g and the statistics of normalisation do not mind either.
 */
final class Fusion {
  private static final double SLOPE = 0.1;

  private final LtsConfig.FusionChoices config;
  private final Graph graph;
  private final Layers layers;

  Fusion(LtsConfig.FusionChoices config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /**
   * The maps' own parts, g(F_vi·W_vi).
   *
   * @param maps F_v1, F_v2 and F_v3, each twice as fine as the one before
   * @return with d, d/2 and d/2 channels
   */
  List<SDVariable> project(List<SDVariable> maps) {
    int half = config.channels() / 2;
    return List.of(
        layers.convNormLeaky(maps.get(0), "v1", 1, 1, config.channels()),
        layers.convNormLeaky(maps.get(1), "v2", 1, 1, half),
        layers.convNormLeaky(maps.get(2), "v3", 1, 1, half));
  }

  /**
   * Fuses maps and expressions.
   *
   * @param projected what {@link #project} gave, first dimension N
   * @param sentence f_text {@code [N, T]}
   * @return F_m3 {@code [N, S/8, S/8, d]}
   */
  SDVariable fuse(List<SDVariable> projected, SDVariable sentence) {
    var first = config.multiply() ? multiply(projected.get(0), sentence) : projected.get(0);
    var second = join(first, "m1", projected.get(1));
    return join(second, "m2", projected.get(2));
  }

  private SDVariable multiply(SDVariable map, SDVariable sentence) {
    long words = graph.shape(sentence)[1];
    var initial = Initial.glorot(words, config.channels());
    var vector = layers.linear(sentence, "text", config.channels(), initial);
    return graph.one(new Multiply(), map, graph.one(new LeakyRelu(SLOPE), vector));
  }

  private SDVariable join(SDVariable coarse, String name, SDVariable fine) {
    var shape = graph.shape(fine);
    var doubled = doubled(layers.conv(coarse, name + ".conv", 1, 1, (int) shape[3]), name, shape);
    var rows = graph.reshape(doubled, -1, shape[3]);
    var joined = graph.one(new ConcatColumns(), rows, graph.reshape(fine, -1, shape[3]));
    return graph.reshape(joined, shape[0], shape[1], shape[2], 2 * shape[3]);
  }

  private SDVariable doubled(SDVariable product, String name, long[] shape) {
    if (config.upsample() == LtsConfig.Upsampling.NEAREST) {
      return graph.one(new Upsample(), layers.normalizeLeaky(product, name + ".norm"));
    }
    var resample =
        new Resample(
            (int) shape[1], (int) shape[2], Resample.Curve.BILINEAR, Resample.Corners.EDGES);
    return layers.normalizeLeaky(graph.one(resample, product), name + ".norm");
  }
}
