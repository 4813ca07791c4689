package org.refspark.model.mmnet;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.AppendCoordinates;
import org.refspark.model.nn.AveragePool;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Multiply;

/**
 * Three maps become one of stride 16. As the Fusion Neck (eqs. 2 to 5) it multiplies the coarsest
 * map with the sentence; as the source of dense visual features (eq. 6) it does not. The layers and
 * their names are those of CRIS's neck: where the equations have a matrix, it has a convolution
 * with normalisation.
 *
 * <p>H×W is the middle map's size; C_2, C_3, C_4 are {@code fine}, {@code middle} and {@code
 * coarse}.
 *
 * @param config channels
 * @param layers where weights go
 */
record Neck(MmNetConfig.Neck config, Layers layers) {
  /**
   * What of the fusion does not depend on the sentence.
   *
   * @param fine F_v2 {@code [P, 2H, 2W, any]}
   * @param middle F_v3 {@code [P, H, W, any]}
   * @param coarse F_v4 {@code [P, H/2, W/2, any]}
   * @return {@code [P, H, W, C_2]}, {@code [P, H, W, C_3]} and {@code [P, H/2, W/2, C_4]}
   */
  List<SDVariable> see(SDVariable fine, SDVariable middle, SDVariable coarse) {
    var f3 = Blocks.convNormRelu(layers, fine, "f3_v_proj", 3, config.fine());
    return List.of(
        layers.graph().one(new AveragePool(), f3),
        Blocks.convNormRelu(layers, middle, "f2_v_proj", 3, config.middle()),
        Blocks.convNormRelu(layers, coarse, "f1_v_proj", 1, config.coarse()));
  }

  /**
   * The map that knows the sentence (F_vt before flattening).
   *
   * @param seen what {@link #see} gave
   * @param sentence F_tg {@code [N, E]}
   * @return {@code [N, H, W, C_3]}
   */
  SDVariable fuse(List<SDVariable> seen, SDVariable sentence) {
    var graph = layers.graph();
    var initial = Initial.kaiming(graph.shape(sentence)[1]);
    var text = layers.linear(sentence, "txt_proj.0", config.coarse(), initial);
    var product = graph.one(new Multiply(), seen.get(2), layers.normalizeRelu(text, "txt_proj.1"));
    return gather(
        seen, config.productNorm() ? layers.normalizeRelu(product, "norm_layer.0") : product);
  }

  /** The map that knows nothing but the picture (F'_v), {@code [P, H, W, C_3]}. */
  SDVariable dense(List<SDVariable> seen) {
    return gather(seen, seen.get(2));
  }

  private SDVariable gather(List<SDVariable> seen, SDVariable coarse) {
    var graph = layers.graph();
    int channels = config.middle();
    var f4 =
        Blocks.convNormRelu(
            layers,
            Blocks.beside(graph, seen.get(1), Blocks.doubled(graph, coarse)),
            "f2_cat",
            1,
            channels);
    var f3 =
        Blocks.convNormRelu(layers, Blocks.beside(graph, seen.get(0), f4), "f3_cat", 1, channels);
    var wide = Blocks.convNormRelu(layers, coarse, "f4_proj5", 3, channels);
    var all =
        Blocks.beside(
            graph,
            Blocks.convNormRelu(layers, f3, "f4_proj3", 3, channels),
            Blocks.convNormRelu(layers, f4, "f4_proj4", 3, channels),
            Blocks.doubled(graph, wide));
    var fused = Blocks.convNormRelu(layers, all, "aggr", 1, channels);
    var placed = graph.one(new AppendCoordinates(), fused);
    placed = Blocks.convNormRelu(layers, placed, "coordconv.0.conv1", 3, channels);
    return Blocks.convNormRelu(layers, placed, "coordconv.1", 3, channels);
  }
}
