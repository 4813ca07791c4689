package org.refspark.model.lts;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.AddPositions;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.MultiHeadAttention;
import org.refspark.model.nn.Tile;

/**
 * The transformer that locates (eq. 9): one decoder layer over the cells of the fused map, with
 * fixed positions added to what attention compares, then a linear layer to one value a cell. Each
 * of self-attention, attention to the expression and the two linear layers is added to its input
 * and normalised, as Vaswani et al. (2017) have it.
 *
 * <p>The expression is a single vector f_text. The softmax over one key is 1 whatever the query, so
 * attention to it adds the same projection of f_text to every cell; queries and keys could never
 * learn and are left out.
 */
final class TransformerLocaliser {
  private final LtsConfig.LocaliserChoices config;
  private final Graph graph;
  private final Layers layers;

  TransformerLocaliser(LtsConfig.LocaliserChoices config, Layers layers) {
    this.config = config;
    this.graph = layers.graph();
    this.layers = layers;
  }

  /**
   * Locates.
   *
   * @param fused F_m3 {@code [N, h, h, d]}
   * @param sentence f_text {@code [N, T]}
   * @return logits {@code [N, h·h, 1]}
   */
  SDVariable apply(String name, SDVariable fused, SDVariable sentence) {
    var shape = graph.shape(fused);
    var cells = graph.reshape(fused, shape[0], -1, shape[3]);
    var positions = AddPositions.ofMap((int) shape[1], (int) shape[2], (int) shape[3]);
    var placed = graph.one(positions, cells);
    var self =
        new MultiHeadAttention(config.heads())
            .attend(layers, name + ".self_attn", placed, placed, cells);
    var x = layers.layerNorm(graph.sum(cells, self), name + ".norm1");
    x = layers.layerNorm(graph.sum(x, spoken(name, sentence, shape)), name + ".norm2");
    var hidden = layers.denseRelu(x, name + ".linear1", config.hidden());
    var widened = dense(hidden, name + ".linear2", (int) shape[3]);
    x = layers.layerNorm(graph.sum(x, widened), name + ".norm3");
    return dense(x, name + ".score", 1);
  }

  /** What attention to the expression adds, {@code [N, h·h, d]}. */
  private SDVariable spoken(String name, SDVariable sentence, long[] shape) {
    var value = dense(sentence, name + ".cross_attn.v_proj", (int) shape[3]);
    var vector = dense(value, name + ".cross_attn.out_proj", (int) shape[3]);
    var tiled =
        graph.one(
            new Tile((int) shape[1], (int) shape[2]),
            graph.reshape(vector, shape[0], 1, 1, shape[3]));
    return graph.reshape(tiled, shape[0], -1, shape[3]);
  }

  private SDVariable dense(SDVariable x, String name, int channels) {
    var shape = graph.shape(x);
    return layers.dense(x, name, channels, Initial.glorot(shape[shape.length - 1], channels));
  }
}
