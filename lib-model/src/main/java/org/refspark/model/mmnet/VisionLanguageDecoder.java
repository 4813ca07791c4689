package org.refspark.model.mmnet;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.AddPositions;
import org.refspark.model.nn.Dropout;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.MultiHeadAttention;

/**
 * The Vision-Language Decoder (3.3): every cell looks at every cell, then at the queries. Layers
 * and names are CRIS's; cells have two-dimensional sine positions, queries one-dimensional ones,
 * added where attention asks and not to what it answers.
 */
final class VisionLanguageDecoder {
  private final MmNetConfig.Decoder config;
  private final Layers layers;
  private final MultiHeadAttention attention;
  private long dropouts;

  VisionLanguageDecoder(MmNetConfig.Decoder config, Layers layers) {
    this.config = config;
    this.layers = layers;
    this.attention = new MultiHeadAttention(config.heads());
  }

  /**
   * The map as it looks in the light of the queries (F_s).
   *
   * @param map F_vt {@code [N, H, W, C]}
   * @param queries F_q {@code [N, N_q, C]}
   * @return {@code [N, H, W, C]}
   */
  SDVariable decode(SDVariable map, SDVariable queries) {
    var graph = layers.graph();
    var shape = graph.shape(map);
    int channels = (int) shape[3];
    var places = AddPositions.ofMap((int) shape[1], (int) shape[2], channels);
    var order = AddPositions.ofSequence((int) graph.shape(queries)[1], channels);
    var keys = graph.one(order, queries);
    var x = graph.reshape(map, shape[0], -1, channels);
    for (int i = 0; i < config.layers(); i++) {
      x = layer(x, "layers." + i, places, keys, queries);
    }
    return graph.reshape(layers.layerNorm(x, "norm"), shape);
  }

  private SDVariable layer(
      SDVariable cells, String name, AddPositions places, SDVariable keys, SDVariable queries) {
    var graph = layers.graph();
    var x = layers.layerNorm(cells, name + ".norm1");
    var placed = graph.one(places, x);
    x = attention.attend(layers, name + ".self_attn", placed, placed, x);
    var y = graph.sum(cells, dropped(innerNorm(x, name + ".self_attn_norm")));
    x = graph.one(places, layers.layerNorm(y, name + ".norm2"));
    x = attention.attend(layers, name + ".multihead_attn", x, keys, queries);
    y = graph.sum(y, dropped(innerNorm(x, name + ".cross_attn_norm")));
    return graph.sum(y, dropped(feedForward(layers.layerNorm(y, name + ".norm3"), name + ".ffn")));
  }

  private SDVariable feedForward(SDVariable x, String name) {
    var shape = layers.graph().shape(x);
    int channels = (int) shape[2];
    var hidden = dropped(layers.denseRelu(x, name + ".0", config.hidden()));
    return layers.dense(
        innerNorm(hidden, name + ".3"),
        name + ".4",
        channels,
        Initial.glorot(config.hidden(), channels));
  }

  private SDVariable innerNorm(SDVariable x, String name) {
    return config.innerNorm() ? layers.layerNorm(x, name) : x;
  }

  private SDVariable dropped(SDVariable x) {
    var graph = layers.graph();
    return graph.training() && config.dropout() > 0
        ? graph.one(new Dropout(config.dropout(), graph.seed(), ++dropouts), x)
        : x;
  }
}
