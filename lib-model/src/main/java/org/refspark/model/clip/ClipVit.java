package org.refspark.model.clip;

import org.nd4j.autodiff.samediff.SDVariable;
import org.refspark.model.graph.Graph;
import org.refspark.model.graph.Initial;
import org.refspark.model.nn.Layers;
import org.refspark.model.nn.Linear;
import org.refspark.model.nn.Norm;
import org.refspark.model.nn.Patches;
import org.refspark.model.nn.PrependRow;
import org.refspark.model.nn.SliceRows;

/**
 * CLIP's vision transformer (Dosovitskiy et al. 2021, with a normalisation before the first block).
 * A picture {@code [B, H, W, 3]} becomes h·w tokens of its patches, h = ⌊H/patch⌋, w = ⌊W/patch⌋,
 * behind one token for the whole. Pictures of any size of at least one patch are taken: the table
 * of positions is resized.
 */
public final class ClipVit {
  private final ClipVitConfig config;
  private final Graph graph;
  private final Layers layers;

  /** An encoder that adds itself to that graph. */
  public ClipVit(ClipVitConfig config, Graph graph) {
    this.config = config;
    this.graph = graph;
    this.layers = new Layers(graph, Clip.PART, Norm.BATCH, 1);
  }

  /**
   * What is seen in pictures. D is the tokens' width, E the channels of the shared space.
   *
   * @param tokens behind the last block {@code [B, 1 + h·w, D]}, the whole's first
   * @param normalized the same, normalised {@code [B, 1 + h·w, D]}
   * @param map the normalised tokens of the patches {@code [B, h, w, D]}
   * @param places the map in the shared space (z) {@code [B, h, w, E]}
   * @param whole the first token in the shared space (z̄) {@code [B, E]}
   */
  public record Features(
      SDVariable tokens,
      SDVariable normalized,
      SDVariable map,
      SDVariable places,
      SDVariable whole) {}

  /** Sees pictures {@code [B, H, W, 3]}. */
  public Features see(SDVariable pictures) {
    int width = config.width();
    var rows = graph.one(new Patches(config.patch()), pictures);
    var shape = graph.shape(rows);
    int down = (int) shape[1];
    int across = (int) shape[2];
    var patches = graph.reshape(embed(rows), shape[0], -1, width);
    var first =
        graph.weight(
            Clip.PART + ".visual.class_embedding",
            Clip.PART,
            new Initial.Normal(1 / Math.sqrt(width)),
            width);
    var table =
        Positions.of(graph, Clip.PART + ".visual.positional_embedding", config.grid(), width);
    var x =
        Positions.add(
            graph, graph.one(new PrependRow(), first, patches), table.wholeAndPlaces(down, across));
    x = layers.layerNorm(x, "visual.ln_pre");
    var blocks = new ClipTransformer("visual.transformer", config.blocks(), config.heads(), false);
    var tokens = blocks.run(layers, x);
    var normalized = layers.layerNorm(tokens, "visual.ln_post");
    var projected = Projection.apply(graph, normalized, "visual.proj", config.embed());
    return new Features(
        tokens,
        normalized,
        map(normalized, down, across),
        map(projected, down, across),
        graph.reshape(graph.one(new SliceRows(0, 1), projected), shape[0], config.embed()));
  }

  /** Patches of P·P·3 values to tokens: CLIP's convolution of stride P as a matrix product. */
  private SDVariable embed(SDVariable rows) {
    int side = config.patch();
    long fan = 3L * side * side;
    var weight =
        graph.weight(
            Clip.PART + ".visual.conv1.weight",
            Clip.PART,
            new Initial.Uniform(1 / Math.sqrt(fan)),
            side,
            side,
            3,
            config.width());
    return graph.one(new Linear(), rows, graph.reshape(weight, fan, config.width()));
  }

  private SDVariable map(SDVariable tokens, int down, int across) {
    var shape = graph.shape(tokens);
    var patches = graph.one(new SliceRows(1, (int) shape[1]), tokens);
    return graph.reshape(patches, shape[0], down, across, shape[2]);
  }
}
